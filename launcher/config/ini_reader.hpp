#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The lines of drives.ini: sections, keys and values with their line numbers, before anything is known about
/// what they mean. The grammar is ours because Boost's cuts values at `#` and knows no line numbers.
///
///     file     lines that end in LF or CR LF; blanks and tabs around every part are dropped
///     comment  a line whose first character is ; or #
///     section  [name]            nothing may follow the bracket
///     entry    key = value       the value is the whole rest of the line: quotes, ; and # are part of it
///
/// An invisible character (base/invisible.hpp) outside a comment is a finding; what it is in is read as
/// it looks.
namespace launcher {

/// Something that is wrong with a line.
struct Finding {
  std::size_t line;
  std::string what;      ///< "unknown key"
  std::string offender;  ///< the text it is about, as it is written in the file
  std::string advice;    ///< a sentence that says what to write instead
};

struct IniEntry {
  std::size_t line;
  std::string key;  ///< never empty; in the case it is written in
  std::string value;
};

struct IniSection {
  std::size_t line;
  std::string name;  ///< what the brackets hold; empty when the line could not be read
  std::vector<IniEntry> entries;
  std::vector<Finding> findings;  ///< of its lines
};

struct IniFile {
  std::vector<IniSection> sections;  ///< in the order of the file
  std::vector<Finding> findings;     ///< of the lines before the first section
};

/// Reads every line; what cannot be read is a finding. `text` is UTF-8 without a byte order mark.
IniFile read_ini(std::string_view text);

/// `FILE:LINE: what: "offending text". Advice.`, on one line: control characters become `?`, invisible ones
/// `<U+00A0>`, an offender of more than 120 bytes is cut.
std::string format_finding(const Finding& finding, std::string_view file_name);

}  // namespace launcher
