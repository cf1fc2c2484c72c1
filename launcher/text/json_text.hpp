#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace launcher {

/// The text as a JSON string, in its quotes (RFC 8259, section 7). Bytes that are not UTF-8 become U+FFFD.
/// What replace_unseen names is written `\u202e`: a reader gets it back, and nobody who looks is misled.
std::string quote_json(std::string_view text);

/// Writes JSON in the order of its calls. Not nlohmann-json: that pays once something reads JSON; until then
/// it would only make drivelaunch.exe larger, whose size is bounded at 1.5 MB.
class JsonWriter {
 public:
  /// The members of the outermost `levels_on_lines` objects and arrays stand on a line each, indented by two
  /// blanks a level; all that is deeper stands on one line.
  explicit JsonWriter(std::size_t levels_on_lines = 0) : levels_on_lines_(levels_on_lines) {}

  JsonWriter& object() { return open('{', '}'); }
  JsonWriter& array() { return open('[', ']'); }
  /// Ends the innermost object or array.
  JsonWriter& end();

  /// The name of the next value in an object: one of ours, written as it is.
  JsonWriter& key(std::string_view name);

  /// A string, a number, true or false, null for an empty optional, or an array of the elements of a range.
  template <typename Value>
  JsonWriter& value(const Value& value) {
    static_assert(!std::is_same_v<Value, char>, "neither clearly a number nor a string");
    if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
      return write(quote_json(value));
    } else if constexpr (std::is_same_v<Value, bool>) {
      return write(value ? "true" : "false");
    } else if constexpr (std::integral<Value>) {
      return write(std::to_string(value));
    } else if constexpr (requires { value.has_value(); }) {
      return value.has_value() ? this->value(*value) : write("null");
    } else {
      array();
      for (const auto& element : value)
        this->value(element);
      return end();
    }
  }

  template <typename Value>
  JsonWriter& member(std::string_view name, const Value& value) {
    return key(name).value(value);
  }

  const std::string& text() const { return text_; }

 private:
  JsonWriter& open(char opening, char closing);
  JsonWriter& write(std::string_view token);
  /// What stands between the token before and the next one.
  void separate();
  void start_line();

  std::size_t levels_on_lines_;
  std::string text_;
  std::string closings_;  ///< of what is open, the innermost last
  bool is_first_ = true;  ///< the innermost has no member yet
  bool follows_key_ = false;
};

}  // namespace launcher
