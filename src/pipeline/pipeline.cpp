#include "pipeline/pipeline.h"

#include "pipeline/factories.h"

#include <algorithm>
#include <array>

namespace neutrino::pipeline {

namespace {

constexpr std::array<std::string_view, 4> kAppKinds = {"app", "composite", "pipeline", "filter-app"};
constexpr std::array<std::string_view, 1> kFilterKinds = {"filter"};
constexpr int kDeepest = 50;  // sections within sections; beyond, they refer to each other in a circle

bool is_reference(std::string_view name) {
    return name.starts_with("egg:") || name.starts_with("call:") || name.starts_with("config:");
}

bool is_kind(FactoryKind kind, std::string_view protocol) {
    switch (kind) {
        case FactoryKind::app: return protocol == "paste.app_factory";
        case FactoryKind::filter: return protocol == "paste.filter_factory" || protocol == "paste.filter_app_factory";
        case FactoryKind::composite:
            return protocol == "paste.composite_factory" || protocol == "paste.composit_factory";
    }
    return false;
}

// What a section comes to once its 'use' lines are followed: a factory's spelling and the settings for it.
struct Resolved {
    std::string protocol;  // "paste.filter_factory", or "" when 'use' names the factory
    std::string spelling;
    PasteSection section;
};

class FileLoader : public Loader {
public:
    FileLoader(const PasteFile& file, const Options& options, const App& api)
        : file_(file), options_(options), api_(api) {}

    App app(std::string_view name) override {
        const Nesting nesting(*this, name);
        if (is_reference(name)) return make(unnamed("app", name), FactoryKind::app, {});
        const PasteSection& section = find(name, kAppKinds, "application");
        App result;
        if (section.kind == "pipeline") {
            result = build_line(section, required(section, "pipeline"), *this);
        } else if (section.kind == "filter-app") {
            Resolved resolved = resolve(section, kFilterKinds);
            result = make(std::move(resolved), FactoryKind::filter, app(required(section, "next")));
        } else if (const std::string* use = section.find("use"); use != nullptr && leads_to_other_kind(*use)) {
            result = app(*use);
        } else {
            result = make(resolve(section, kAppKinds), FactoryKind::app, {});
        }
        if (const std::string* outer = section.find("filter-with")) result = filter(*outer, std::move(result));
        return result;
    }

    App filter(std::string_view name, App next) override {
        const Nesting nesting(*this, name);
        if (is_reference(name)) return make(unnamed("filter", name), FactoryKind::filter, std::move(next));
        const PasteSection& section = find(name, kFilterKinds, "filter");
        App result = make(resolve(section, kFilterKinds), FactoryKind::filter, std::move(next));
        if (const std::string* outer = section.find("filter-with")) result = filter(*outer, std::move(result));
        return result;
    }

private:
    struct Nesting {
        Nesting(FileLoader& l, std::string_view name) : loader(l) {
            if (++loader.depth_ > kDeepest) fail("'" + std::string(name) + "' refers to itself");
        }
        ~Nesting() { --loader.depth_; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;
        FileLoader& loader;
    };

    [[noreturn]] static void fail(const std::string& why) { throw PasteError(why); }

    template <typename Kinds>
    const PasteSection& find(std::string_view name, const Kinds& kinds, std::string_view what) const {
        const PasteSection* found = nullptr;
        for (const PasteSection& section : file_.sections) {
            if (section.name != name || std::find(kinds.begin(), kinds.end(), section.kind) == kinds.end()) continue;
            if (found != nullptr) fail("both " + found->title() + " and " + section.title() + " are there");
            found = &section;
        }
        if (found == nullptr) fail("there is no " + std::string(what) + " '" + std::string(name) + "'");
        return *found;
    }

    const std::string& required(const PasteSection& section, std::string_view key) const {
        const std::string* value = section.find(key);
        if (value == nullptr) fail(section.title() + " has no '" + std::string(key) + "'");
        return *value;
    }

    // 'use = other' where other is a pipeline: there is no factory whose settings could be changed.
    bool leads_to_other_kind(std::string_view use) const {
        return !is_reference(use) &&
               (file_.find("pipeline", use) != nullptr || file_.find("filter-app", use) != nullptr);
    }

    static Resolved unnamed(std::string_view kind, std::string_view reference) {
        return {"", std::string(reference), PasteSection{std::string(kind), std::string(reference), 0, {}}};
    }

    template <typename Kinds>
    Resolved resolve(const PasteSection& section, const Kinds& kinds) {
        const Nesting nesting(*this, section.name);
        Resolved result;
        result.section = PasteSection{section.kind, section.name, section.line, {}};
        const std::string* use = section.find("use");
        if (use != nullptr && !is_reference(*use)) {
            Resolved base = resolve(find(*use, kinds, "section to use"), kinds);
            result.protocol = std::move(base.protocol);
            result.spelling = std::move(base.spelling);
            result.section.settings = std::move(base.section.settings);
        } else if (use != nullptr) {
            result.spelling = *use;
        }
        for (const auto& [key, value] : section.settings) {
            if (key == "use" || key == "filter-with" || (section.kind == "filter-app" && key == "next")) continue;
            if (key.starts_with("paste.") && key.ends_with("_factory")) {
                result.protocol = key;
                result.spelling = value;
            } else {
                add(result.section, key, value);
            }
        }
        if (result.spelling.empty()) fail(section.title() + " has neither 'use' nor a 'paste.*_factory'");
        return result;
    }

    // "get x = y" takes the value of [DEFAULT]'s y.
    void add(PasteSection& section, const std::string& key, const std::string& value) const {
        if (key.starts_with("set "))
            fail(section.title() + " " + key + ": write it into the section that it is meant for");
        std::string name = key;
        const std::string* content = &value;
        if (key.starts_with("get ")) {
            name = key.substr(4);
            const auto found = file_.defaults.find(value);
            if (found == file_.defaults.end()) fail(section.title() + " " + key + ": [DEFAULT] has no '" + value + "'");
            content = &found->second;
        }
        std::erase_if(section.settings, [&](const auto& setting) { return setting.key == name; });
        section.settings.push_back({name, *content});
    }

    App make(Resolved resolved, FactoryKind kind, App next) {
        const PasteSection& section = resolved.section;
        std::string_view spelling = resolved.spelling;
        if (spelling.starts_with("config:"))
            fail(section.title() + ": other files (" + resolved.spelling + ") cannot be used");
        const auto known = [&](const Factory& each) { return is_spelled(each, spelling); };
        const auto fits = [&](const Factory& each) {
            const bool right_kind =
                each.kind == kind || (kind == FactoryKind::app && each.kind == FactoryKind::composite);
            return right_kind && (resolved.protocol.empty() || is_kind(each.kind, resolved.protocol)) && known(each);
        };
        const auto factory = std::find_if(factories_.begin(), factories_.end(), fits);
        if (factory == factories_.end()) {
            const bool elsewhere = std::any_of(factories_.begin(), factories_.end(), known);
            fail(section.title() + ": the factory '" + resolved.spelling +
                 (elsewhere ? "' doesn't make that kind of thing" : "' is not one that Neutrino knows"));
        }
        if (factory->kind != FactoryKind::composite) {
            for (const auto& [key, value] : file_.defaults) {
                if (section.find(key) == nullptr) resolved.section.settings.push_back({key, value});
            }
        }
        return factory->make({section, options_, api_, *this, std::move(next)});
    }

    const PasteFile& file_;
    const Options& options_;
    const App& api_;
    const std::vector<Factory> factories_ = known_factories();
    int depth_ = 0;
};

}  // namespace

App build_line(const PasteSection& section, std::string_view line, Loader& loader) {
    constexpr std::string_view kBlank = " \t\r\n";
    std::vector<std::string_view> words;
    for (auto at = line.find_first_not_of(kBlank); at != std::string_view::npos; at = line.find_first_not_of(kBlank)) {
        line.remove_prefix(at);
        words.push_back(line.substr(0, line.find_first_of(kBlank)));
        line.remove_prefix(words.back().size());
    }
    if (words.empty()) throw PasteError(section.title() + ": the pipeline is empty");
    App app = loader.app(words.back());
    for (auto word = words.rbegin() + 1; word != words.rend(); ++word) app = loader.filter(*word, std::move(app));
    return app;
}

Pipeline::Pipeline(const PasteFile& file, const Options& options, App api, std::string_view name) {
    try {
        root_ = FileLoader(file, options, api).app(name);
    } catch (const PasteError& error) {
        throw PasteError(file.origin + ": " + error.what());
    }
}

http::Response Pipeline::operator()(http::Request& request) const {
    RequestContext context;
    return root_(request, context);
}

}  // namespace neutrino::pipeline
