#include "store/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace neutrino::store {
namespace {

// The words of one line: names, numbers, 'quoted text' with its quotes, and the punctuation ( ) ,
class Line {
public:
    Line(std::string_view text, std::string_view source, std::size_t number)
        : text_(text), source_(source), number_(number) {}

    [[noreturn]] void fail(std::string_view reason) const {
        throw std::runtime_error(fmt::format("{}:{}: {}", source_, number_, reason));
    }

    bool done() {
        skip();
        return at_ == text_.size();
    }

    std::string next() {
        if (done()) fail("the line ends too early");
        const std::size_t start = at_;
        const char first = text_[at_];
        if (first == '(' || first == ')' || first == ',') {
            ++at_;
        } else if (first == '\'') {
            const std::size_t end = text_.find('\'', at_ + 1);
            if (end == std::string_view::npos) fail("a quoted text has no end");
            at_ = end + 1;
        } else {
            while (at_ < text_.size() && std::string_view(" \t(),'").find(text_[at_]) == std::string_view::npos) ++at_;
        }
        return std::string(text_.substr(start, at_ - start));
    }

    bool take(std::string_view word) {
        const std::size_t before = at_;
        if (!done() && next() == word) return true;
        at_ = before;
        return false;
    }

    bool take_comment() { return !done() && text_[at_] == '#'; }

    void expect(std::string_view word) {
        const std::string found = next();
        if (found != word) fail(fmt::format("expected '{}' but found '{}'", word, found));
    }

    std::string rest() {
        skip();
        const std::string_view rest = text_.substr(at_);
        at_ = text_.size();
        return std::string(rest);
    }

    // "(a, b)"
    std::vector<std::string> list() {
        std::vector<std::string> items;
        expect("(");
        do items.push_back(next());
        while (take(","));
        expect(")");
        return items;
    }

private:
    void skip() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    std::string_view text_;
    std::string_view source_;
    std::size_t number_;
    std::size_t at_ = 0;
};

int number(Line& line, const std::string& word) {
    int value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || value <= 0) {
        line.fail(fmt::format("'{}' is not a length", word));
    }
    return value;
}

ColumnType column_type(Line& line) {
    using Base = ColumnType::Base;
    ColumnType type;
    const std::string word = line.next();
    if (word == "string") {
        line.expect("(");
        type.length = number(line, line.next());
        line.expect(")");
    } else if (word == "enum") {
        type.base = Base::enumeration;
        type.name = line.next();
        type.values = line.list();
    } else {
        static constexpr std::pair<std::string_view, Base> kPlain[] = {
            {"text", Base::text},          {"integer", Base::integer}, {"bigint", Base::bigint},
            {"real", Base::real},          {"boolean", Base::boolean}, {"datetime", Base::datetime},
            {"timestamp", Base::timestamp}};
        const auto* found =
            std::find_if(std::begin(kPlain), std::end(kPlain), [&](auto& p) { return p.first == word; });
        if (found == std::end(kPlain)) line.fail(fmt::format("unknown column type '{}'", word));
        type.base = found->second;
    }
    return type;
}

Reference reference(Line& line) {
    Reference reference;
    reference.table = line.next();
    line.expect("(");
    reference.column = line.next();
    line.expect(")");
    if (line.take("on")) {
        line.expect("delete");
        if (line.take("cascade")) {
            reference.on_delete = "cascade";
        } else {
            line.expect("set");
            line.expect("null");
            reference.on_delete = "set null";
        }
    }
    return reference;
}

ColumnSpec column(Line& line, std::string name) {
    ColumnSpec spec;
    spec.name = std::move(name);
    spec.type = column_type(line);
    while (!line.done()) {
        const std::string word = line.next();
        if (word == "autoincrement") {
            spec.autoincrement = true;
        } else if (word == "required") {
            spec.required = true;
        } else if (word == "default") {
            spec.default_value = line.next();
        } else if (word == "references") {
            spec.references = reference(line);
        } else {
            line.fail(fmt::format("unknown word '{}' about column {}", word, spec.name));
        }
    }
    return spec;
}

void table_line(Line& line, TableSchema& table) {
    const std::string word = line.next();
    if (word == "key") {
        table.key = line.list();
    } else if (word == "unique" || word == "index") {
        Constraint constraint;
        if (!line.take("(")) {
            constraint.name = line.next();
            constraint.columns = line.list();
        } else {
            do constraint.columns.push_back(line.next());
            while (line.take(","));
            line.expect(")");
        }
        (word == "index" ? table.indexes : table.uniques).push_back(std::move(constraint));
    } else if (word == "check") {
        std::string name = line.next();
        table.checks.push_back({std::move(name), {}, line.rest()});
    } else {
        if (table.column(word) != nullptr) line.fail(fmt::format("column {} is there twice", word));
        table.columns.push_back(column(line, word));
    }
    if (!line.done()) line.fail(fmt::format("unexpected '{}'", line.rest()));
}

void check_table(const TableSchema& table, std::string_view source) {
    const auto check = [&](const std::vector<std::string>& columns, std::string_view what) {
        for (const std::string& name : columns) {
            if (table.column(name) == nullptr) {
                throw std::runtime_error(
                    fmt::format("{}: {} of table {} names the unknown column {}", source, what, table.name, name));
            }
        }
    };
    if (table.key.empty()) throw std::runtime_error(fmt::format("{}: table {} has no key", source, table.name));
    check(table.key, "the key");
    for (const Constraint& unique : table.uniques) check(unique.columns, "a unique key");
    for (const Constraint& index : table.indexes) check(index.columns, "an index");
}

}  // namespace

const ColumnSpec* TableSchema::column(std::string_view column_name) const noexcept {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const ColumnSpec& c) { return c.name == column_name; });
    return found == columns.end() ? nullptr : &*found;
}

Schema schema_parse(std::string_view text, std::string_view source) {
    Schema schema;
    std::size_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view content = text.substr(at, end - at);
        at = end + 1;
        ++number;
        const bool indented = !content.empty() && (content.front() == ' ' || content.front() == '\t');
        if (!content.empty() && content.back() == '\r') content.remove_suffix(1);
        Line line(content, source, number);
        if (line.done() || line.take_comment()) continue;
        if (indented) {
            if (schema.tables.empty()) line.fail("no table to which the line could belong");
            table_line(line, schema.tables.back());
        } else if (line.take("table")) {
            schema.tables.emplace_back().name = line.next();
        } else if (line.take("heads")) {
            while (!line.done()) schema.heads.push_back(line.next());
        } else if (line.take("sql")) {
            schema.statements.push_back(line.rest());
        } else {
            line.fail(fmt::format("unknown word '{}'", line.next()));
        }
    }
    for (const TableSchema& table : schema.tables) check_table(table, source);
    return schema;
}

Schema schema_read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error(fmt::format("the schema description {} can't be read", file.string()));
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return schema_parse(text, file.string());
}

SchemaSet schema_set_read(const std::filesystem::path& folder) {
    SchemaSet set;
    set.neutron = schema_read(folder / "neutron.schema");
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "steps", error)) {
        if (entry.path().extension() != ".schema") continue;
        const std::string name = entry.path().stem().string();
        SchemaStep step;
        std::from_chars(name.data(), name.data() + std::min<std::size_t>(name.size(), 4), step.number);
        step.name = name;
        step.schema = schema_read(entry.path());
        set.steps.push_back(std::move(step));
    }
    if (error) throw std::runtime_error(fmt::format("{}: {}", (folder / "steps").string(), error.message()));
    std::sort(set.steps.begin(), set.steps.end(), [](auto& a, auto& b) { return a.number < b.number; });
    for (std::size_t i = 0; i < set.steps.size(); ++i) {
        if (set.steps[i].number != static_cast<int>(i) + 1) {
            throw std::runtime_error(fmt::format("{}: step {} should have number {:04}", (folder / "steps").string(),
                                                 set.steps[i].name, i + 1));
        }
    }
    return set;
}

}  // namespace neutrino::store
