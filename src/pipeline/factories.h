#pragma once
// What a section of api-paste.ini may name: factories of Python in the reference, ours behind the same names.

#include "pipeline/app.h"
#include "pipeline/options.h"
#include "pipeline/paste.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::pipeline {

enum class FactoryKind { app, filter, composite };

// Builds what sections refer to, by name. For composites.
class Loader {
public:
    virtual ~Loader() = default;
    virtual App app(std::string_view name) = 0;
    virtual App filter(std::string_view name, App next) = 0;
};

// What a factory is given. Lives during the call only.
struct FactoryArguments {
    const PasteSection& section;  // its settings, but for those that chose the factory
    const Options& options;
    const App& api;  // the application that serves /v2.0
    Loader& loader;
    App next;  // for a filter: what it is put around
};

struct Factory {
    FactoryKind kind;
    // All spellings that are in use; "call:" and "paste.*_factory =" mean the same and are left out. An egg's name is
    // compared as Python's packaging does it: Oslo_Middleware is oslo.middleware.
    std::vector<std::string_view> spellings;
    std::function<App(FactoryArguments)> make;
};

// All of them, in the order in which a request usually meets them.
std::vector<Factory> known_factories();

bool is_spelled(const Factory& factory, std::string_view spelling);

// "a b c": filters a and b around application c. `section` is where the line stands, for messages.
App build_line(const PasteSection& section, std::string_view line, Loader& loader);

}  // namespace neutrino::pipeline
