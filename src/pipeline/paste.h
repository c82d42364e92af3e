#pragma once
// api-paste.ini: the files that PasteDeploy reads, and that operators edit to choose and order the filters of the API.

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::pipeline {

// The file cannot be used; the message names file, line or section, and the reason. Stops the start.
class PasteError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// [kind:name] and its settings, without those of [DEFAULT].
struct PasteSection {
    struct Setting {
        std::string key;  // spelling kept: "/v2.0" and "set x" are keys too
        std::string value;
    };

    std::string kind;  // "composite", "app", "filter", "pipeline", "filter-app", ...; as written but for old synonyms
    std::string name;  // "main" when the header gives none
    int line = 0;
    std::vector<Setting> settings;  // in the order of the file; of a repeated key the last value counts

    // nullptr when there is none.
    const std::string* find(std::string_view key) const;
    // "[filter:cors]"
    std::string title() const;
};

struct PasteFile {
    std::string origin;                                        // for messages
    std::map<std::string, std::string, std::less<>> defaults;  // [DEFAULT]
    std::vector<PasteSection> sections;

    const PasteSection* find(std::string_view kind, std::string_view name) const;
};

// The syntax is that of Python's configparser: "key = value" or "key: value", lines of comment from '#' or ';',
// continuation by indentation, %(name)s and %% in values, where the names are the section's keys, [DEFAULT]'s, `here`
// (the folder of `origin`) and `__file__`. Throws PasteError.
PasteFile parse_paste(std::string_view text, std::string_view origin = "api-paste.ini");

// Throws PasteError when the file cannot be read, too.
PasteFile read_paste_file(const std::string& path);

// The pipelines that are served when api_paste_config names no file: those of etc/api-paste.ini.
PasteFile default_paste_file();

}  // namespace neutrino::pipeline
