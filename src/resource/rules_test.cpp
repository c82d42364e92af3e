#include "resource/rules.h"

#include "resource/json.h"

#include <neutrino/fault.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace neutrino::resource {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string error_of(auto&& make) {
    try {
        make();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "none";
}

std::string validator_error(std::string_view name, std::string_view argument = "null") {
    return error_of([&] { validator_make(name, json_parse(argument)); });
}

std::string reason(std::string_view name, std::string_view argument, std::string_view value) {
    Value given = json_parse(value);
    return validator_make(name, json_parse(argument))(given).value_or("accepted");
}

std::string fault_of(auto&& run) {
    try {
        run();
    } catch (const Fault& fault) {
        return fault.type() + ": " + fault.message();
    }
    return "none";
}

Attribute attribute_of(AttributeType type, std::string_view convert, std::string_view validate,
                       std::string_view argument = "null") {
    Attribute attribute;
    attribute.name = "it";
    attribute.type = type;
    if (!convert.empty()) attribute.convert = converter_make(convert);
    if (!validate.empty()) {
        attribute.validate = validator_make(validate, json_parse(argument));
        attribute.validate_name = "type:" + std::string(validate);
        attribute.validate_argument = json_parse(argument);
    }
    return attribute;
}

std::string accepted(const Attribute& attribute, std::string_view value) {
    std::string text;
    const std::string fault = fault_of([&] { text = json_text(attribute_accept(attribute, json_parse(value))); });
    return fault == "none" ? text : fault;
}

std::string file_text(std::string_view path) {
    std::ifstream file{NEUTRINO_SOURCE_DIR "/" + std::string(path)};
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Rules, SchemaAndDocumentationNameThemAll) {
    const Value names = json_parse(file_text("api/definition.schema.json")).at("definitions");
    const std::string documentation = file_text("api/rules.md");
    for (const auto& [key, expected] :
         {std::pair("validator_name", validator_names()), std::pair("converter_name", converter_names())}) {
        std::vector<std::string> listed;
        for (const Value& name : names.at(key).at("enum").items()) listed.push_back(name.str());
        EXPECT_EQ(listed, expected);
        for (const std::string& name : expected) EXPECT_THAT(documentation, HasSubstr("`" + name + "`"));
    }
    EXPECT_EQ(validator_names().size(), 52U);
    EXPECT_EQ(converter_names().size(), 25U);
}

TEST(Rules, UnknownNamesAndArgumentsSayWhatIsRight) {
    EXPECT_THAT(validator_error("strin"), AllOf(HasSubstr("no validator 'strin'"), HasSubstr("string_or_none")));
    EXPECT_THAT(error_of([] { converter_make("to_bool"); }),
                AllOf(HasSubstr("no converter 'to_bool'"), HasSubstr("to_boolean")));
    EXPECT_THAT(validator_error("string", "\"x\""),
                HasSubstr("validator 'string' takes the greatest number of characters"));
    EXPECT_THAT(validator_error("string", "-1"), HasSubstr("greatest number"));
    EXPECT_THAT(validator_error("uuid", "5"), HasSubstr("takes no argument"));
    EXPECT_THAT(validator_error("range", "[1]"), HasSubstr("[least, most]"));
    EXPECT_THAT(validator_error("range", "[5, 1]"), HasSubstr("above"));
    EXPECT_THAT(validator_error("port_range", "[null, 1]"), HasSubstr("[least, most]"));
    EXPECT_THAT(validator_error("values", "5"), HasSubstr("list of accepted values"));
    EXPECT_THAT(validator_error("regex", "\"[\""), HasSubstr("wrong regular expression"));
    EXPECT_THAT(validator_error("regex"), HasSubstr("takes a regular expression"));
    EXPECT_THAT(validator_error("dict", "{\"a\": \"uuid\"}"), HasSubstr("needs a map for 'a'"));
    EXPECT_THAT(validator_error("dict", "{\"a\": {\"valdate\": \"uuid\"}}"), HasSubstr("has no 'valdate' for 'a'"));
    EXPECT_THAT(validator_error("dict", "{\"a\": {\"validate\": \"uid\"}}"), HasSubstr("no validator 'uid'"));
    EXPECT_THAT(validator_error("dict", "{\"a\": {\"convert\": \"to_x\"}}"), HasSubstr("no converter 'to_x'"));
    EXPECT_THAT(validator_error("dict", "{\"a\": {\"required\": 1}}"), HasSubstr("true or false for 'required'"));
    EXPECT_THAT(validator_error("list_of_any_key_specs_or_none", "{}"), HasSubstr("takes a list of maps"));
    EXPECT_THAT(error_of([] { converter_make("to_int", Value(5)); }), HasSubstr("takes no argument"));
    EXPECT_THAT(error_of([] { converter_make("prefix_forced_case"); }), HasSubstr("takes the prefix"));
    EXPECT_THAT(error_of([] { converter_make("rbac_object_type"); }), HasSubstr("takes the list of types"));
}

TEST(Rules, ReasonsStateTheFacts) {
    EXPECT_THAT(reason("string", "3", "\"abcd\""), AllOf(HasSubstr("'abcd'"), HasSubstr("3")));
    EXPECT_THAT(reason("values", "[4, 6]", "5"), AllOf(HasSubstr("5"), HasSubstr("4, 6")));
    EXPECT_THAT(reason("range", "[1, 4094]", "4095"), AllOf(HasSubstr("too large"), HasSubstr("'4094'")));
    EXPECT_THAT(reason("subnet", "null", "\"10.0.0.1\""), HasSubstr("'10.0.0.1/32' is recommended"));
    EXPECT_THAT(reason("hostroutes", "null", R"([{"destination": "10.0.0.1/8", "nexthop": "10.0.0.1"}])"),
                HasSubstr("'10.0.0.0/8' is recommended"));
    EXPECT_THAT(reason("nameservers", "null", R"(["x"])"), AllOf(HasSubstr("nameserver"), HasSubstr("IP address")));
    EXPECT_THAT(reason("dict", R"({"a": {"required": true}})", "{}"), HasSubstr("lacks the key 'a'"));
    EXPECT_THAT(reason("dict", R"({"a": {}})", R"({"b": 1, "c": 2})"), HasSubstr("Unexpected keys: b, c"));
}

TEST(Rules, KeysAreConvertedInSteps) {
    Value given = json_parse(R"({"a": true})");
    const Value rules = json_parse(
        R"({"a": {"convert": ["to_string", "string_to_case_insensitive"], "validate": {"values": ["true"]}}})");
    EXPECT_FALSE(validator_make("dict", rules)(given));
    EXPECT_EQ(json_text(given), R"({"a":"true"})");
    EXPECT_THAT(validator_error("dict", R"({"a": {"convert": []}})"), HasSubstr("needs a name or {name: argument}"));
}

TEST(Rules, RegularExpressionsEndOnHostileText) {
    EXPECT_THAT(reason("regex", R"("(a+)+$")", "\"" + std::string(5000, 'a') + "!\""),
                HasSubstr("is not a valid input"));
    EXPECT_EQ(reason("regex", R"("(a|b)*$")", "\"" + std::string(1000, 'a') + "\""), "accepted");
    EXPECT_FALSE(reason("regex", R"("(a|b)*c")", "\"" + std::string(1'000'000, 'a') + "\"").empty());
}

TEST(Rules, FaultsOfTheirOwnPassThrough) {
    const Attribute pairs = attribute_of(AttributeType::list, "none_to_empty_list", "allowed_address_pairs");
    EXPECT_EQ(accepted(pairs, "null"), "[]");
    EXPECT_THAT(accepted(pairs, R"([{"mac_address": "aa:bb:cc:dd:ee:ff"}])"),
                HasSubstr("AllowedAddressPairsMissingIP: "));
    RuleSettings settings;
    settings.max_allowed_address_pair = 1;
    Value two = json_parse(R"([{"ip_address": "10.0.0.1"}, {"ip_address": "10.0.0.2"}])");
    const Validator few = validator_make("allowed_address_pairs", Value(), settings);
    EXPECT_THAT(fault_of([&] { few(two); }), AllOf(HasSubstr("AllowedAddressPairExhausted"), HasSubstr("1")));
}

TEST(Rules, SettingsReachConverters) {
    RuleSettings settings;
    settings.base_mac = "02:00:01:7f:00:00";
    const Value mac = converter_make("to_mac_if_none", Value(), settings)(Value::null());
    EXPECT_EQ(mac.as_string().substr(0, 12), "02:00:01:7f:");
    EXPECT_EQ(mac.as_string().size(), 17U);
    EXPECT_EQ(converter_make("to_mac_if_none")(Value("x")), Value("x"));
    EXPECT_EQ(converter_make("prefix_forced_case", Value("Foo"))(Value("fOozar")), Value("Foozar"));
    EXPECT_EQ(converter_make("prefix_forced_case", Value("Foo"))(Value("fo")), Value("fo"));
}

TEST(AttributeAccept, ConvertsThenValidates) {
    const Attribute version = attribute_of(AttributeType::integer, "to_int", "values", "[4, 6]");
    EXPECT_EQ(accepted(version, "\"4\""), "4");
    EXPECT_THAT(accepted(version, "5"), HasSubstr("HTTPBadRequest: Invalid input for it. Reason: 5 is none of"));
    EXPECT_EQ(accepted(version, "\"x\""), "InvalidInput: Invalid input for operation: 'x' is not an integer.");
    EXPECT_TRUE(attribute_accept(version, Value()).is_unset());
    EXPECT_EQ(accepted(attribute_of(AttributeType::any, "", ""), "[1]"), "[1]");
}

TEST(AttributeAccept, KeepsWhatValidatorsPutRight) {
    const Attribute gateway =
        attribute_of(AttributeType::map, "", "dict_or_nodata",
                     R"({"n": {"validate": "uuid", "required": true}, "s": {"convert": "to_boolean"}})");
    EXPECT_EQ(accepted(gateway, R"({"s": "yes", "n": "0f1a2b3c-4d5e-4f60-8172-839405a6b7c8"})"),
              R"({"s":true,"n":"0f1a2b3c-4d5e-4f60-8172-839405a6b7c8"})");
    EXPECT_THAT(accepted(gateway, R"({"s": "maybe", "n": "0f1a2b3c-4d5e-4f60-8172-839405a6b7c8"})"),
                HasSubstr("InvalidInput: "));
    EXPECT_THAT(accepted(gateway, R"({"s": "maybe", "n": "x"})"), HasSubstr("HTTPBadRequest: "));
    EXPECT_EQ(accepted(gateway, "{}"), "{}");
    EXPECT_EQ(accepted(gateway, "[]"), "null");
    EXPECT_EQ(accepted(gateway, "null"), "null");
}

TEST(AttributeAccept, ReturnsTheKindOfTheAttribute) {
    const Attribute mtu = attribute_of(AttributeType::integer, "", "non_negative");
    EXPECT_EQ(accepted(mtu, "\"1500\""), "1500");
    EXPECT_EQ(accepted(mtu, "1500.0"), "1500");
    EXPECT_EQ(accepted(mtu, "true"), "1");
    EXPECT_THAT(accepted(mtu, "99999999999999999999"), HasSubstr("HTTPBadRequest: Invalid input for it."));
    EXPECT_THAT(accepted(attribute_of(AttributeType::integer, "", ""), "[]"), HasSubstr("not an integer"));
    EXPECT_EQ(accepted(attribute_of(AttributeType::string, "", ""), "5"), "\"5\"");
    EXPECT_THAT(accepted(attribute_of(AttributeType::string, "", ""), "{}"), HasSubstr("not a valid string"));
    EXPECT_EQ(accepted(attribute_of(AttributeType::boolean, "", ""), "\"off\""), "false");
    EXPECT_THAT(accepted(attribute_of(AttributeType::boolean, "", ""), "2"), HasSubstr("boolean"));
    EXPECT_EQ(accepted(attribute_of(AttributeType::real, "", ""), "\"1.5\""), "1.5");
    EXPECT_THAT(accepted(attribute_of(AttributeType::list, "", ""), "\"a\""), HasSubstr("not a list"));
    EXPECT_EQ(accepted(attribute_of(AttributeType::list, "", ""), "\"\""), "[]");
    EXPECT_EQ(accepted(attribute_of(AttributeType::string, "", ""), "null"), "null");
}

TEST(AttributeDefault, FillsWhatIsMissing) {
    Attribute attribute = attribute_of(AttributeType::string, "", "");
    EXPECT_TRUE(attribute_default(attribute, Value()).is_unset());
    attribute.has_default = true;
    attribute.default_value = Value("x");
    EXPECT_EQ(attribute_default(attribute, Value()), Value("x"));
    EXPECT_EQ(attribute_default(attribute, Value("given")), Value("given"));
    EXPECT_TRUE(attribute_default(attribute, Value::null()).is_null());
    attribute.default_overrides_none = true;
    EXPECT_EQ(attribute_default(attribute, Value::null()), Value("x"));
}

TEST(AttributeDefault, PopulatesMaps) {
    Attribute attribute =
        attribute_of(AttributeType::map, "", "dict",
                     R"({"foo": {"default": 42}, "bar": {}, "none": {"default": 7, "default_overrides_none": true},
            "deep": {"populate_defaults": true, "validate": {"dict": {"x": {"default": 88}}}}})");
    EXPECT_TRUE(attribute_default(attribute, Value()).is_unset());
    attribute.populate_defaults = true;
    EXPECT_EQ(json_text(attribute_default(attribute, Value())), R"({"foo":42,"bar":null,"none":7,"deep":{"x":88}})");
    EXPECT_EQ(json_text(attribute_default(attribute, json_parse(R"({"foo": 1, "none": null, "deep": {"x": 2}})"))),
              R"({"foo":1,"none":7,"deep":{"x":2},"bar":null})");
    EXPECT_EQ(attribute_default(attribute, Value("x")), Value("x"));
}

}  // namespace
}  // namespace neutrino::resource
