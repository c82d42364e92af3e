#pragma once
// The parts that converters are made of, by kind. Private to the room: rules.h is its face.

#include "resource/rules.h"

#include <neutrino/fault.h>

#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace neutrino::resource {

// One name of the format; `make` as for ValidatorEntry.
struct ConverterEntry {
    std::string_view name;
    Converter (*make)(const Value& argument, const RuleSettings& settings);
};

std::span<const ConverterEntry> converters_of_scalars();
std::span<const ConverterEntry> converters_of_containers();
std::span<const ConverterEntry> converters_of_networking();

// The converter that makes nothing of its argument but refuses one.
template <Value (*Convert)(const Value&)>
Converter converter_plain(const Value& argument, const RuleSettings&) {
    if (!argument.is_null()) throw std::invalid_argument("takes no argument");
    return Convert;
}

// One after the other; there must be one.
Converter converter_chain(std::vector<Converter> steps);

// Null stays.
template <Value (*Convert)(const Value&)>
Value unless_null(const Value& value) {
    return value.is_null() ? value : Convert(value);
}

}  // namespace neutrino::resource
