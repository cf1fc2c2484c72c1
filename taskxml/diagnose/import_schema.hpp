#pragma once

#include <span>
#include <string_view>

/// The schema of a task definition as a table: [MS-TSCH] 2.5, with what Microsoft's pages about the Task
/// Scheduler Schema add to it, and less strict where Windows' own tasks are.
namespace taskxml {

/// What an element or an attribute may say.
struct ValueType {
  bool (*fits)(std::string_view value) = nullptr;  ///< nullptr: it has elements, or is judged elsewhere
  bool has_elements = false;                       ///< its content is that of the rows with it as parent
  std::string_view takes;                          ///< for people: "a duration from PT1M to P31D"
  std::string_view right;                          ///< an example
  std::string_view wrong;                          ///< an example; empty where every text is right
};

enum class Presence {
  optional,
  required,
  /// One of these rows of that parent must be there; where `most` is 1, no more than one.
  alternative,
};

struct SchemaRow {
  std::string_view parent;  ///< kEveryTrigger: all that Triggers can have
  std::string_view name;    ///< "Value@name" is an attribute of the Value inside `parent`
  const ValueType& type;
  Presence presence = Presence::optional;
  unsigned most = 1;        ///< how often it may be there, or kAnyNumber
  std::string_view source;  ///< section of [MS-TSCH], or page
};

inline constexpr std::string_view kEveryTrigger = "*Trigger";
inline constexpr unsigned kAnyNumber = 0;

/// A name means the same wherever it is a parent; the parent of Task is empty.
std::span<const SchemaRow> all_schema_rows();
std::span<const SchemaRow> schema_rows_of(std::string_view parent);

/// The row of `name` inside `parent`, for a trigger also that of every trigger; nullptr: there is none.
const SchemaRow* find_schema_row(std::string_view parent, std::string_view name);

}  // namespace taskxml
