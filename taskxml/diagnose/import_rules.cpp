#include "taskxml/diagnose/import_rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "taskxml/diagnose/import_schema.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

/// Which place a trigger's child has. The schema has Enabled, StartBoundary, EndBoundary, Repetition and
/// ExecutionTimeLimit before what belongs to one kind of trigger. Windows' own tasks have Enabled, Repetition
/// and ExecutionTimeLimit anywhere, so only the others are judged.
std::optional<int> place_in_trigger(std::string_view name) {
  if (name == "StartBoundary") return 1;
  if (name == "EndBoundary") return 2;
  if (name == "Enabled" || name == "Repetition" || name == "ExecutionTimeLimit") return std::nullopt;
  return name == "ValueQueries" ? 4 : 3;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_xml_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_xml_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

class ImportCheck {
 public:
  ImportCheck(const TokenList& tokens, std::string_view text) : tokens_(tokens), text_(text) {}

  std::vector<ImportProblem> run() {
    check_attributes(0, "");
    check_content(0);
    check_expiry();
    return std::move(problems_);
  }

 private:
  using Index = std::size_t;

  std::string_view written(Index element) const { return tokens_.entries()[element].token.name; }
  std::string_view name(Index element) const { return local_name(written(element)); }

  void add(std::string_view id, Index element, std::string about) {
    problems_.push_back({id, tokens_.entries()[element].token.begin, std::move(about)});
  }

  void check_content(Index parent) {
    std::map<std::string_view, unsigned> count;
    for (const Index child : tokens_.children(parent)) {
      // With its prefix: that of another vocabulary is not an element of a task either.
      const bool is_of_task = name_prefix(written(child)) == name_prefix(written(parent));
      const SchemaRow* const row = is_of_task ? find_schema_row(name(parent), name(child)) : nullptr;
      if (row == nullptr) {
        add("import-element", child, fmt::format("{} in {}", written(child), name(parent)));
        continue;
      }
      check_count(child, *row, ++count[row->name], parent);
      check_attributes(child, name(parent));
      if (row->type.has_elements) check_content(child);
      if (row->type.fits != nullptr) check_value(child, row->type);
    }
    check_presence(parent, count);
    if (name(parent).ends_with("Trigger")) check_order(parent);
    // Text in an Exec is "not-understood" already.
    if (name(parent) != "Exec" && !is_all_blank(tokens_.value(parent, text_)))
      add("import-element", parent, fmt::format("text in {}", name(parent)));
  }

  void check_count(Index child, const SchemaRow& row, unsigned count, Index parent) {
    if (row.most == kAnyNumber || count <= row.most) return;
    if (row.most == 1) {
      add("import-element", child, fmt::format("a second {} in {}", written(child), name(parent)));
    } else if (count == row.most + 1) {
      add("import-element", child, fmt::format("more than {} {} in {}", row.most, row.name, name(parent)));
    }
  }

  void check_presence(Index parent, const std::map<std::string_view, unsigned>& count) {
    std::vector<std::string_view> alternatives;
    std::vector<std::string_view> present;
    unsigned most = kAnyNumber;
    for (const SchemaRow& row : schema_rows_of(name(parent))) {
      if (row.name.find('@') != std::string_view::npos) continue;
      const bool is_there = count.contains(row.name);
      if (row.presence == Presence::required && !is_there)
        add("import-element", parent, fmt::format("no {} in {}", row.name, name(parent)));
      if (row.presence != Presence::alternative) continue;
      most = row.most;
      alternatives.push_back(row.name);
      if (is_there) present.push_back(row.name);
    }
    if (!alternatives.empty() && present.empty())
      add("import-element", parent,
          fmt::format("none of {} in {}", fmt::join(alternatives, ", "), name(parent)));
    if (most == 1 && present.size() > 1)
      add("import-element", parent, fmt::format("{} in one {}", fmt::join(present, " and "), name(parent)));
  }

  /// Blanks around a value are layout here.
  void check_value(Index element, const ValueType& type) {
    for (const Index child : tokens_.children(element))
      add("import-element", child, describe_markup(element, child));
    const std::string text = tokens_.value(element, text_);
    const std::string_view value = trimmed(text);
    if (!type.fits(value)) add("import-value", element, describe_value(name(element), value, type));
  }

  std::string describe_markup(Index element, Index child) const {
    std::string place = fmt::format("{} in {}", written(child), name(element));
    if (name(element) != "Subscription") return place;
    return fmt::format("{}, where a query is written as text: &lt;{}&gt;", place, written(child));
  }

  static std::string describe_value(std::string_view what, std::string_view value, const ValueType& type) {
    return value.empty() ? fmt::format("{} is empty (takes {})", what, type.takes)
                         : fmt::format("{}: {} (takes {})", what, value, type.takes);
  }

  void check_attributes(Index element, std::string_view parent) {
    for (const SchemaRow& row : schema_rows_of(parent)) {
      const std::size_t at = row.name.find('@');
      if (at == std::string_view::npos || row.name.substr(0, at) != name(element)) continue;
      const std::string_view attribute = row.name.substr(at + 1);
      const auto all = tokens_.attributes(tokens_.entries()[element]);
      const bool is_there =
          std::any_of(all.begin(), all.end(), [&](const Attribute& one) { return one.name == attribute; });
      const std::string value = tokens_.attribute(element, attribute);
      if (!is_there && row.presence == Presence::required) {
        add("import-element", element, fmt::format("no {} at {}", attribute, name(element)));
      } else if (is_there && !row.type.fits(value)) {
        add("import-value", element, describe_value(attribute, value, row.type));
      }
    }
  }

  void check_order(Index trigger) {
    int highest = 0;
    std::string_view before;
    for (const Index child : tokens_.children(trigger)) {
      const std::optional<int> place = place_in_trigger(name(child));
      if (!place) continue;
      if (*place < highest)
        return add("import-order", child,
                   fmt::format("{} after {} in {}", name(child), before, name(trigger)));
      highest = *place;
      before = name(child);
    }
  }

  /// A task that is to be deleted when it has expired must expire: DeleteExpiredTaskAfter (settingsType)
  /// Element.
  void check_expiry() {
    const auto settings = tokens_.find_child(0, "Settings");
    const auto expiry = settings ? tokens_.find_child(*settings, "DeleteExpiredTaskAfter") : std::nullopt;
    if (!expiry) return;
    const auto triggers = tokens_.find_child(0, "Triggers");
    const std::vector<Index> all = triggers ? tokens_.children(*triggers) : std::vector<Index>();
    const bool has_end = std::any_of(all.begin(), all.end(), [&](Index trigger) {
      return tokens_.find_child(trigger, "EndBoundary").has_value();
    });
    if (!has_end) add("import-element", *expiry, "DeleteExpiredTaskAfter, and no trigger has an EndBoundary");
  }

  const TokenList& tokens_;
  std::string_view text_;
  std::vector<ImportProblem> problems_;
};

}  // namespace

std::vector<ImportProblem> find_import_problems(const TokenList& tokens, std::string_view task) {
  return ImportCheck(tokens, task).run();
}

}  // namespace taskxml
