#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Character data: what it says, and how it is written.
namespace taskxml {

/// The length of the reference that starts at `at`, where there is an `&`: `&amp;`, `&#10;`, `&#x41;`. Throws
/// Malformed for a bare `&`, an entity that is not one of the five, and a number that is not an XML character.
std::size_t reference_length(std::string_view text, std::size_t at);

/// What an element without elements inside says, and where each part of that is in the bytes as written.
class ElementText {
 public:
  /// `raw` is everything between the tags: text, references, CDATA sections, comments and processing
  /// instructions, all well-formed. The two last say nothing. Line ends become LF, as XML has it.
  explicit ElementText(std::string_view raw);

  const std::string& value() const { return value_; }

  /// What is written for the part of the value from `begin` to `end`, together with markup that stands
  /// between it and its neighbours. Empty when that part cannot be cut out (half of a CDATA section).
  std::optional<std::string_view> written(std::size_t begin, std::size_t end) const;

 private:
  struct Run {
    std::size_t value_begin;
    std::size_t value_length;
    std::size_t raw_begin;
    std::size_t raw_length;
  };

  void add_text(std::size_t begin, std::size_t end, bool has_references);
  void add_run(std::string_view value, std::size_t raw_begin, std::size_t raw_length);
  std::size_t raw_begin_of(std::size_t index) const;
  std::size_t raw_end_of(std::size_t index) const;
  const Run& run_of(std::size_t index) const;

  std::string_view raw_;
  std::string value_;
  std::vector<Run> runs_;
};

/// The value of `raw`, when where it stands does not matter.
std::string element_value(std::string_view raw);

/// `text` as character data: `& < >` as entities and, with `ascii_only`, characters beyond ASCII as
/// `&#x...;`.
std::string escape_text(std::string_view text, bool ascii_only);

/// Where the XML declaration ends, or 0.
std::size_t declaration_length(std::string_view text);

}  // namespace taskxml
