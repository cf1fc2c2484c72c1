#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "taskxml/xml/xml_text.hpp"

/// One Exec element as text that knows its parts.
namespace taskxml {

/// Why an action stays as it is. The place is an offset in the text of the Exec element.
class Refusal : public std::runtime_error {
 public:
  Refusal(const std::string& what, std::string offender, std::string advice, std::size_t offset = 0)
      : std::runtime_error(what),
        offset_(offset),
        offender_(std::move(offender)),
        advice_(std::move(advice)) {}

  std::size_t offset() const { return offset_; }
  const std::string& offender() const { return offender_; }
  const std::string& advice() const { return advice_; }

 private:
  std::size_t offset_;
  std::string offender_;
  std::string advice_;
};

/// Command, Arguments or WorkingDirectory of an Exec, as offsets in its text.
struct ExecPart {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t content_begin = 0;  ///< of an empty tag: both are `end`
  std::size_t content_end = 0;
  bool is_empty_tag = false;
};

struct Exec {
  std::string text;    ///< from `<Exec` to its end tag
  std::string prefix;  ///< "t:" in `<t:Exec>`; mostly empty
  std::size_t content_begin = 0;
  std::size_t content_end = 0;
  std::optional<ExecPart> command;
  std::optional<ExecPart> arguments;
  std::optional<ExecPart> directory;
  /// The comment that wrap left; its content is what it holds. Of several the last one, where wrap puts it:
  /// those before it were left over in the original.
  std::optional<ExecPart> note;

  /// What stands between the tags of a part.
  std::string_view content(const ExecPart& part) const {
    return std::string_view(text).substr(part.content_begin, part.content_end - part.content_begin);
  }
  /// The blanks in front of a part, up to whatever stands before it: its line break and indentation.
  std::string_view indentation(const ExecPart& part) const;
};

/// Splits the text of one well-formed Exec element. Children it does not know are kept and not looked at.
/// Throws Refusal for a part that is there twice or holds elements, and for stray text.
Exec read_exec(std::string text);

/// What an action starts.
struct ExecValues {
  std::optional<std::string> command;
  std::optional<std::string> arguments;
  std::optional<std::string> directory;
};
ExecValues values_of(const Exec& exec);

/// The comment that holds `original` (see wrap.hpp), and the way back.
std::string write_note(std::string_view original);
std::string read_note(std::string_view content);

}  // namespace taskxml
