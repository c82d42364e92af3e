// Replays what Neutron makes of many odd values, as tests/conformance/record_rules.py wrote it down.

#include "resource/json.h"
#include "resource/rules.h"

#include <neutrino/fault.h>

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace neutrino::resource {
namespace {

constexpr std::string_view kRecorded = NEUTRINO_SOURCE_DIR "/src/resource/testdata/rules.jsonl";

RuleSettings settings_of(const Value& row) {
    RuleSettings settings;
    settings.service_type_loaded = [](std::string_view type) { return type == "L3_ROUTER_NAT"; };
    const Value& given = row.at("settings");
    if (const Value* domain = given.find("dns_domain")) settings.dns_domain = domain->str();
    settings.sg_filter_ethertypes = given.at("sg_filter_ethertypes").as_bool();
    return settings;
}

// "accepted VALUE", "refused", or the type of the fault.
std::string outcome(const Validator& validate, const Value& given) {
    Value value = given;
    try {
        if (validate(value)) return "refused";
    } catch (const Fault& fault) {
        return fault.type();
    }
    return "accepted " + json_text(value);
}

std::string outcome(const Converter& convert, const Value& given) {
    try {
        return "gives " + json_text(convert(given));
    } catch (const Fault& fault) {
        return fault.type();
    }
}

void replay(const Value& row, const Validator& validate) {
    for (const Value& value : row.at("accepted").items())
        EXPECT_EQ(outcome(validate, value), "accepted " + json_text(value)) << json_text(value);
    for (const Value& pair : row.at("changed").items()) {
        const std::string expected = json_text(pair.items()[1]);
        EXPECT_EQ(outcome(validate, pair.items()[0]), "accepted " + expected) << json_text(pair.items()[0]);
    }
    for (const Value& value : row.at("refused").items())
        EXPECT_EQ(outcome(validate, value), "refused") << json_text(value);
    for (const auto& [type, values] : row.at("faults").members()) {
        for (const Value& value : values.items()) EXPECT_EQ(outcome(validate, value), type) << json_text(value);
    }
    for (const Value& value : row.at("crashes").items())
        EXPECT_FALSE(outcome(validate, value).starts_with("accepted")) << json_text(value);
}

void replay(const Value& row, const Converter& convert) {
    for (const Value& pair : row.at("gives").items())
        EXPECT_EQ(outcome(convert, pair.items()[0]), "gives " + json_text(pair.items()[1]))
            << json_text(pair.items()[0]);
    for (const auto& [type, values] : row.at("faults").members()) {
        for (const Value& value : values.items()) EXPECT_EQ(outcome(convert, value), type) << json_text(value);
    }
}

TEST(RulesRecorded, AcceptAndRefuseWhatNeutronDoes) {
    std::ifstream file{std::string(kRecorded)};
    std::string line;
    int rows = 0;
    while (std::getline(file, line)) {
        ++rows;
        const Value row = json_parse(line);
        const std::string name = row.at("validator").str() + row.at("converter").str();
        SCOPED_TRACE(name + " " + json_text(row.at("argument")) + " " + json_text(row.at("settings")));
        const RuleSettings settings = settings_of(row);
        if (row.find("validator")) {
            replay(row, validator_make(name, row.at("argument"), settings));
        } else {
            replay(row, converter_make(name, row.at("argument"), settings));
        }
    }
    EXPECT_GT(rows, 80);
}

}  // namespace
}  // namespace neutrino::resource
