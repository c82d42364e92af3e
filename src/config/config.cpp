#include "config/config.h"

#include "config/text.h"

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace neutrino::config {
namespace {

constexpr int kMaxReferences = 16;  // a chain of $name longer than this is a cycle

std::string read_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream || std::filesystem::is_directory(path)) throw ConfigError(fmt::format("{}: cannot be read", path));
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<std::string> files_of(const Sources& sources) {
    std::vector<std::string> files = sources.files;
    for (const auto& dir : sources.dirs) {
        if (!std::filesystem::is_directory(dir)) throw ConfigError(fmt::format("--config-dir {}: no such folder", dir));
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(dir)) {
            if (entry.path().extension() == ".conf") found.push_back(entry.path().string());
        }
        std::ranges::sort(found);
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

// oslo.config takes dashes for underscores in names.
std::string canonical(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

std::pair<std::string, std::string> split_name(const std::string& dotted) {
    const auto dot = dotted.find('.');
    return {dotted.substr(0, dot), dotted.substr(dot + 1)};
}

std::string place(const IniEntry& entry) { return fmt::format("{}:{}", entry.file, entry.line); }

}  // namespace

Config Config::load(const Sources& sources) {
    Config config;
    for (const auto options : {core_options(), library_options(), keystone_options()}) {
        for (const auto& option : options) {
            config.options_.emplace(Key{std::string(option.group), std::string(option.name)}, option);
        }
    }
    config.files_ = files_of(sources);
    for (const auto& file : config.files_) {
        std::map<Key, Given> from_file;
        for (auto& entry : parse_ini(read_file(file), file)) {
            Key key{entry.section, canonical(entry.key)};
            from_file[std::move(key)].entries.push_back(std::move(entry));
        }
        for (auto& [key, given] : from_file) config.given_.insert_or_assign(key, std::move(given));
    }
    for (const auto& [key, option] : config.options_) config.check(option);
    return config;
}

const Option& Config::option(std::string_view group, std::string_view name) const {
    const auto found = options_.find({std::string(group), std::string(name)});
    if (found == options_.end()) throw std::logic_error(fmt::format("option [{}] {} is not declared", group, name));
    return found->second;
}

const Config::Given* Config::given(const Option& option) const {
    const auto found = given_.find({std::string(option.group), std::string(option.name)});
    if (found != given_.end()) return &found->second;
    for (const auto& former : split_list(option.deprecated)) {
        const auto old = given_.find(split_name(former));
        if (old != given_.end()) return &old->second;
    }
    return nullptr;
}

std::string Config::value(const Option& option) const {
    if (const Given* from = given(option)) return expand(from->entries.back().value, option.group, 0);
    if (option.group == "DEFAULT" && option.name == "host") return host_name();
    return expand(option.fallback, option.group, 0);
}

// $name, ${name}, ${group.name}; $$ and \$ are a plain $. A name without group is looked for in the option's own group,
// then in [DEFAULT].
std::string Config::expand(std::string_view text, std::string_view group, int depth) const {
    if (depth > kMaxReferences)
        throw ConfigError(fmt::format("[{}] '{}': the references go round in circles", group, text));
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '$';
        if (escaped || (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '$')) {
            result += '$';
            ++i;
        } else if (text[i] != '$') {
            result += text[i];
        } else if (i + 1 < text.size() && text[i + 1] == '{') {
            const auto end = text.find('}', i);
            if (end == std::string_view::npos)
                throw ConfigError(fmt::format("[{}] '{}': '}}' is missing", group, text));
            result += reference(text.substr(i + 2, end - i - 2), group, depth);
            i = end;
        } else {
            std::size_t end = i + 1;
            while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
                ++end;
            if (end == i + 1) {
                result += '$';
                continue;
            }
            result += reference(text.substr(i + 1, end - i - 1), group, depth);
            i = end - 1;
        }
    }
    return result;
}

std::string Config::reference(std::string_view name, std::string_view group, int depth) const {
    std::vector<Key> places;
    if (const auto dot = name.find('.'); dot != std::string_view::npos) {
        places = {{std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))}};
    } else {
        places = {{std::string(group), std::string(name)}, {"DEFAULT", std::string(name)}};
    }
    for (const auto& place : places) {
        const auto declared = options_.find(place);
        const auto stands = given_.find(place);
        if (stands != given_.end()) return expand(stands->second.entries.back().value, place.first, depth + 1);
        if (declared == options_.end()) continue;
        if (const Given* former = given(declared->second))
            return expand(former->entries.back().value, place.first, depth + 1);
        if (place == Key{"DEFAULT", "host"}) return host_name();
        return expand(declared->second.fallback, place.first, depth + 1);
    }
    throw ConfigError(fmt::format("[{}] refers to option '{}', which does not exist", group, name));
}

void Config::check(const Option& option) const {
    const Given* from = given(option);
    if (!from) return;
    auto refuse = [&](std::string_view reason) { throw refusal(option.group, option.name, reason); };
    std::string text;
    try {
        text = value(option);
    } catch (const ConfigError& error) {
        refuse(error.what());
    }
    if (option.unset && text.empty()) return;
    const std::string shown = option.secret ? "***" : text;
    switch (option.type) {
        case OptionType::boolean:
            if (!parse_bool(text)) refuse(fmt::format("'{}' is not a boolean (true or false)", shown));
            break;
        case OptionType::integer:
        case OptionType::port: {
            const bool port = option.type == OptionType::port;
            const std::int64_t least = port ? 0 : option.least;
            const std::int64_t most = port ? 65535 : option.most;
            const auto number = parse_int(text);
            if (!number) refuse(fmt::format("'{}' is not an integer", shown));
            if (*number < least || *number > most)
                refuse(fmt::format("{} is out of range ({} to {})", shown, least, most));
            break;
        }
        case OptionType::real:
            if (!parse_real(text)) refuse(fmt::format("'{}' is not a number", shown));
            break;
        case OptionType::dict:
            for (const auto& item : split_list(text)) {
                if (item.find(':') == std::string::npos) refuse(fmt::format("'{}' is not of the form key:value", item));
            }
            break;
        case OptionType::host:
            if (text.empty() || text.find_first_of(" \t\n/") != std::string::npos) {
                refuse(fmt::format("'{}' is not a host name or an address", shown));
            }
            break;
        default: break;
    }
    if (!option.choices.empty() && !std::ranges::count(split_list(option.choices), text)) {
        refuse(fmt::format("'{}' is not one of: {}", shown, option.choices));
    }
}

bool Config::is_set(std::string_view group, std::string_view name) const {
    const Option& known = option(group, name);
    return !known.unset || given(known);
}

bool Config::is_given(std::string_view group, std::string_view name) const { return given(option(group, name)); }

std::string Config::text(std::string_view group, std::string_view name) const { return value(option(group, name)); }

std::int64_t Config::integer(std::string_view group, std::string_view name) const {
    return parse_int(text(group, name)).value_or(0);
}

bool Config::boolean(std::string_view group, std::string_view name) const {
    return parse_bool(text(group, name)).value_or(false);
}

std::vector<std::string> Config::list(std::string_view group, std::string_view name) const {
    return split_list(text(group, name));
}

std::vector<std::string> Config::multi(std::string_view group, std::string_view name) const {
    const Option& known = option(group, name);
    const Given* from = given(known);
    if (!from) return {std::string(known.fallback)};
    std::vector<std::string> values;
    for (const auto& entry : from->entries) values.push_back(expand(entry.value, group, 0));
    return values;
}

std::string Config::raw(std::string_view group, std::string_view name) const {
    const Key key{std::string(group), std::string(name)};
    if (const auto found = options_.find(key); found != options_.end()) return value(found->second);
    const auto stands = given_.find(key);
    return stands == given_.end() ? std::string() : expand(stands->second.entries.back().value, group, 0);
}

std::vector<std::string> Config::groups(std::string_view prefix) const {
    std::set<std::string> found;
    for (const auto& [key, given] : given_) {
        if (key.first.starts_with(prefix)) found.insert(key.first);
    }
    return {found.begin(), found.end()};
}

std::vector<Shown> Config::unknown() const {
    std::set<Key> known;
    for (const auto& [key, option] : options_) {
        known.insert(key);
        for (const auto& former : split_list(option.deprecated)) known.insert(split_name(former));
    }
    std::vector<Shown> result;
    for (const auto& [key, given] : given_) {
        if (!known.contains(key)) result.push_back({key.first, key.second, {}, place(given.entries.back())});
    }
    return result;
}

std::vector<Shown> Config::show() const {
    std::vector<Shown> lines;
    for (const auto& [key, known] : options_) {
        const Given* from = given(known);
        std::string text =
            from && known.type == OptionType::multi ? join(multi(key.first, key.second), ",") : value(known);
        if (known.secret && !text.empty()) text = "***";
        const std::string origin = from                          ? place(from->entries.back())
                                   : known.unset && text.empty() ? "unset"
                                                                 : "default";
        lines.push_back({key.first, key.second, std::move(text), origin});
    }
    return lines;
}

ConfigError Config::refusal(std::string_view group, std::string_view name, std::string_view reason) const {
    const Key key{std::string(group), std::string(name)};
    const auto known = options_.find(key);
    const auto stands = given_.find(key);
    const Given* from = known != options_.end() ? given(known->second) : nullptr;
    if (!from && stands != given_.end()) from = &stands->second;
    if (!from) return ConfigError(fmt::format("[{}] {}: {}", group, name, reason));
    const IniEntry& entry = from->entries.back();
    return ConfigError(fmt::format("{}: [{}] {}: {}", place(entry), entry.section, entry.key, reason));
}

}  // namespace neutrino::config
