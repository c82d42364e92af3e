#include "extensions/extensions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>

namespace neutrino::extensions {
namespace {

using resource::Definition;

// One selection, step by step: who is wanted, who of those can be had, in which order.
class Selector {
public:
    Selector(const Found& found, const Claims& claimed) : found_(found), claimed_(claimed) {
        for (const Definition& definition : found.definitions) {
            known_.emplace(definition.alias, &definition);
            if (is_wanted(definition)) wanted_.push_back(&definition);
        }
        std::stable_partition(wanted_.begin(), wanted_.end(), [](const Definition* each) { return each->core; });
    }

    void claims_check() const {
        std::vector<std::string> missing;
        for (const auto& [alias, plugins] : claimed_) {
            if (!known_.contains(alias)) {
                missing.push_back(
                    fmt::format("'{}' is supported by plugin {}, but no folder of the extension path defines it", alias,
                                fmt::join(plugins, ", ")));
            }
        }
        if (!missing.empty()) throw not_found(missing);
    }

    // Finds what can be loaded; throws for the others, unless they may be dropped.
    void requirements_check(std::span<const std::string> dropped_quietly) {
        std::vector<std::string> fatal;
        for (const Definition* definition : possible_find()) {
            const std::string reason = unmet_reason(*definition);
            if (std::find(dropped_quietly.begin(), dropped_quietly.end(), definition->alias) == dropped_quietly.end()) {
                fatal.push_back(fmt::format("'{}' ({}): {}", definition->alias, definition->file.string(), reason));
            }
        }
        if (!fatal.empty()) throw not_found(fatal);
    }

    // Neutron's fixpoint, but for one thing: where optional ones block each other, one of them is let through and the
    // others are asked again, so that no more order is lost than has to be.
    void order() {
        std::vector<const Definition*> waiting;
        for (const Definition* definition : wanted_) {
            if (possible_.contains(definition->alias)) waiting.push_back(definition);
        }
        while (!waiting.empty()) {
            const std::size_t before = waiting.size();
            std::vector<const Definition*> later;
            for (const Definition* definition : waiting) {
                if (waits_for(*definition) == nullptr) {
                    place(*definition);
                } else {
                    later.push_back(definition);
                }
            }
            waiting = std::move(later);
            if (waiting.size() < before) continue;
            const Definition* through = optional_cycle_break(*waiting.front());
            place(*through);
            std::erase(waiting, through);
        }
    }

    Selection result() && {
        std::map<std::string, std::vector<std::string>> unsupported;
        for (const Definition& definition : found_.definitions) {
            if (!is_wanted(definition)) {
                const std::string reason = unsupported_reason(definition);
                leave_out(definition, reason);
                unsupported[reason].push_back(definition.alias);
            } else if (!possible_.contains(definition.alias)) {
                const std::string reason = unmet_reason(definition);
                leave_out(definition, reason);
                warn(reason, definition.alias);
            }
        }
        for (const auto& [reason, aliases] : unsupported) warn(reason, fmt::format("{}", fmt::join(aliases, ", ")));
        return std::move(selection_);
    }

private:
    using Aliases = std::set<std::string, std::less<>>;

    std::runtime_error not_found(const std::vector<std::string>& reasons) const {
        std::string text = fmt::format("ExtensionsNotFound: extension {}", fmt::join(reasons, "; extension "));
        for (const std::string& problem : found_.problems) text += fmt::format("; passed over: {}", problem);
        return std::runtime_error(text);
    }

    bool is_wanted(const Definition& definition) const {
        return definition.core || definition.always || claimed_.contains(definition.alias);
    }

    static bool requirements_in(const Definition& definition, const Aliases& aliases) {
        return std::all_of(definition.required.begin(), definition.required.end(),
                           [&](const std::string& alias) { return aliases.contains(alias); });
    }
    // What it waits for, by requirements first; nullptr when it may be placed.
    const Definition* waits_for(const Definition& definition) const {
        for (const auto* aliases : {&definition.required, &definition.optional}) {
            for (const std::string& alias : *aliases) {
                if (possible_.contains(alias) && !placed_.contains(alias)) return known_.at(alias);
            }
        }
        return nullptr;
    }

    // One that waits for an optional one only, on the cycle that keeps `start` waiting. There is one: requirements by
    // themselves make no cycle.
    const Definition* optional_cycle_break(const Definition& start) const {
        std::set<const Definition*> seen;
        const Definition* at = &start;
        while (seen.insert(at).second) at = waits_for(*at);
        while (!requirements_in(*at, placed_)) at = waits_for(*at);
        return at;
    }

    // Fills possible_; returns the others, whose requirements are not met.
    std::vector<const Definition*> possible_find() {
        std::vector<const Definition*> waiting = wanted_;
        std::size_t before = 0;
        do {
            before = waiting.size();
            std::vector<const Definition*> later;
            for (const Definition* definition : waiting) {
                if (requirements_in(*definition, possible_)) {
                    possible_.insert(definition->alias);
                } else {
                    later.push_back(definition);
                }
            }
            waiting = std::move(later);
        } while (waiting.size() < before);
        return waiting;
    }

    void place(const Definition& definition) {
        selection_.explained.push_back({.alias = definition.alias,
                                        .file = definition.file.string(),
                                        .loaded = true,
                                        .reason = loaded_reason(definition)});
        placed_.insert(definition.alias);
        selection_.ordered.push_back(&definition);
    }

    void leave_out(const Definition& definition, const std::string& reason) {
        selection_.explained.push_back(
            {.alias = definition.alias, .file = definition.file.string(), .loaded = false, .reason = reason});
    }

    void warn(std::string_view reason, std::string_view aliases) {
        selection_.warnings.push_back(fmt::format("extension not loaded, for {}: {}", reason, aliases));
    }

    std::string loaded_reason(const Definition& definition) const {
        std::string reason;
        if (const auto claim = claimed_.find(definition.alias); claim != claimed_.end()) {
            reason = fmt::format("claimed by {}", fmt::join(claim->second, ", "));
        } else {
            reason = definition.core ? "part of the API itself" : "needs no plugin";
        }
        if (!definition.required.empty()) {
            reason += fmt::format("; after {}, which it requires", fmt::join(definition.required, ", "));
        }
        for (const std::string& alias : definition.optional) {
            if (placed_.contains(alias)) {
                reason += fmt::format("; after {}, which is optional", alias);
            } else if (possible_.contains(alias)) {
                reason += fmt::format("; not after {}, which is optional: they wait for each other", alias);
            }
        }
        return reason;
    }

    static std::string unsupported_reason(const Definition& definition) {
        if (definition.plugins.empty()) return "no loaded plugin supports it";
        return fmt::format("no loaded plugin supports it (expected: {})", fmt::join(definition.plugins, ", "));
    }

    // The first requirement that keeps it waiting.
    const std::string& unmet(const Definition& definition) const {
        return *std::find_if(definition.required.begin(), definition.required.end(),
                             [this](const std::string& alias) { return !possible_.contains(alias); });
    }

    std::string unmet_reason(const Definition& definition) const {
        const std::string& requirement = unmet(definition);
        const auto required = known_.find(requirement);
        if (required == known_.end()) {
            return fmt::format("it requires '{}', which no folder of the extension path defines", requirement);
        }
        if (!is_wanted(*required->second)) {
            return fmt::format("it requires '{}', but {}", requirement, unsupported_reason(*required->second));
        }
        if (const std::string cycle = cycle_of(definition); !cycle.empty()) {
            return fmt::format("it is part of a cycle of requirements: {}", cycle);
        }
        return fmt::format("it requires '{}', which is not loaded either", requirement);
    }

    // "a -> b -> a" if following unmet requirements leads back to the definition, else "".
    std::string cycle_of(const Definition& definition) const {
        std::vector<std::string_view> path{definition.alias};
        Aliases seen;
        const Definition* at = &definition;
        do {
            const auto required = known_.find(unmet(*at));
            if (required == known_.end() || !is_wanted(*required->second) || !seen.insert(required->first).second) {
                return {};
            }
            path.push_back(required->first);
            at = required->second;
        } while (at != &definition);
        return fmt::format("{}", fmt::join(path, " -> "));
    }

    const Found& found_;
    const Claims& claimed_;
    std::map<std::string, const Definition*> known_;
    std::vector<const Definition*> wanted_;  // core ones first
    Aliases possible_;                       // those of wanted_ whose requirements are met
    Aliases placed_;                         // those of possible_ that have their place in the order
    Selection selection_;
};

}  // namespace

Selection select(const Found& found, const Claims& claimed, std::span<const std::string> dropped_quietly) {
    Selector selector(found, claimed);
    selector.claims_check();
    selector.requirements_check(dropped_quietly);
    selector.order();
    return std::move(selector).result();
}

}  // namespace neutrino::extensions
