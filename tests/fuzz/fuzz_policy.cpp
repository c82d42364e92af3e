// Policy files of operators, and the rules in them.

#include "policy/engine.h"
#include "policy/rules_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace neutrino::policy;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<RuleText> rules = {{"fuzz", std::string(text), ""}};
    try {
        for (RuleText& rule : rules_parse(text, "fuzz.yaml")) rules.push_back(std::move(rule));
    } catch (const RulesFileError&) {  // what a bad file is told
    }
    const Engine engine(rules, false);
    neutrino::RequestContext nobody;
    nobody.project_id = "p1";
    nobody.roles = {"member"};
    for (const RuleText& rule : rules) static_cast<void>(engine.check(rule.name, nobody, Target{}));
    return 0;
}
