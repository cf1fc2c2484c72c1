#include "taskxml/task/uses.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "launcher/base/drive.hpp"

// A path begins at the beginning of the text, behind a blank, a quote (typographic ones included), one of
// ( [ { < > | & ^ = , ; + ! `, or an @ that begins a word (@S:\list.txt; not user@host).
//
// A letter is used by X: where a path begins,
// - before a separator. Also behind a colon (/out:S:\x, FileSystem::S:\), behind \\?\ and \\.\, behind a
//   slash (file:///S:/, /S:\x: a path from the root of no drive is hardly ever meant), and right behind a
//   switch of one letter (-oS:\x).
// - before the end, a blank or punctuation. Also behind a colon, \\?\ and \\.\.
// - before the name of a file (S:x, S:*.csv, S:..\x, S:%DIR%). Also behind a switch of two or more letters
//   (/log:S:x).
// No letter is used by a switch (/R:3, -o:x, /S:\\srv\share), inside a word (HKLM:\), by a variable
// (%d:~0,2%, $s:x), in a URL; nor in front of what is not a file name: one with another colon (a:b:c, an IPv6
// address), a number (W:1), a time (h:mm), an entry of a security descriptor (D:P(A;;GA;;;WD)), or behind {
// and [, where {a:x} and [i:j] are what other languages write.
//
// A share is used by \\server\share and //server/share where a path begins; also behind a colon, unless that
// is the one of C:\\x; right behind a switch of one letter (-o\\srv\share); as \\?\UNC\server\share, and with
// every backslash doubled (\\\\server\\share). Server may carry @SSL or @PORT (WebDAV), %VARIABLES% and
// $variables.
// No share is used by a URL (http://srv/x; file://srv/x does use one), by \\.\pipe\x and \\?\Volume{...}\, by
// WMI (\\root\cimv2, /namespace:\\srv\root), by the registry of another machine (\\srv\HKLM\x), nor by XPath
// (//a/b[1]).
namespace taskxml {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kOpeners = " \t\r\n\"'`([{<>|&^=,;+!";
constexpr std::string_view kClosers = " \t\r\n\"'`)]},;<>|&";
constexpr std::string_view kEndOfUrl = " \t\r\n\"'`<>|&";
constexpr std::string_view kEndOfFileName = " \t\r\n\"'`,;<>|&";
constexpr std::string_view kNotInShare = "<>|:*?\";,=+[]\r\n\t";
constexpr std::string_view kTypographicQuotes = "\xE2\x80";  // U+2018 to U+201F begin with it
constexpr std::string_view kHardBlank = "\xC2\xA0";

bool is_in(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_separator(char c) {
  return c == '\\' || c == '/';
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Bytes of a typographic quote or a hard blank at `at`; 0: there is none.
std::size_t mark_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with(kHardBlank)) return kHardBlank.size();
  const bool is_quote = rest.size() > 2 && rest.starts_with(kTypographicQuotes) &&
                        static_cast<unsigned char>(rest[2]) >= 0x98 &&
                        static_cast<unsigned char>(rest[2]) <= 0x9F;
  return is_quote ? 3 : 0;
}

bool ends_with_mark(std::string_view text) {
  return (text.size() >= 2 && mark_length(text, text.size() - 2) == 2) ||
         (text.size() >= 3 && mark_length(text, text.size() - 3) == 3);
}

/// `D:P(A;;...`: flags and the type of an entry, which a semicolon ends.
bool is_security_entry(std::string_view name, char next) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const std::size_t bracket = name.find('(');
  return next == ';' && bracket != std::string_view::npos && bracket + 1 < name.size() &&
         std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(bracket), is_upper) &&
         std::all_of(name.begin() + static_cast<std::ptrdiff_t>(bracket) + 1, name.end(), is_upper);
}

/// The name of a file in front of `text`: up to a blank, a quote or what ends a command. nullopt: a colon
/// comes first that is not inside %...%, and no file's name has one.
std::optional<std::string_view> read_file_name(std::string_view text) {
  bool is_variable = false;
  std::size_t end = 0;
  while (end < text.size() && !is_in(kEndOfFileName, text[end]) && mark_length(text, end) == 0) {
    if (text[end] == '%') is_variable = !is_variable;
    if (text[end] == ':' && !is_variable) return std::nullopt;
    ++end;
  }
  return text.substr(0, end);
}

bool is_registry_root(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kRoots{"hklm", "hkcu", "hkcr", "hku", "hkcc"};
  const std::string lower = launcher::to_lower_ascii(name);
  return lower.starts_with("hkey_") || std::find(kRoots.begin(), kRoots.end(), lower) != kRoots.end();
}

/// Whether the text is one path, in which blanks need no quotes.
enum class Kind { line, path };

class Finder {
 public:
  void read(std::string_view text, Kind kind) {
    text_ = text;
    kind_ = kind;
    for (std::size_t at = 0; at < text_.size();)
      at = read_at(at);
  }

  void add_letter(char letter) {
    if (!is_in(uses_.letters, letter)) uses_.letters.push_back(letter);
  }

  Uses finish() {
    std::sort(uses_.letters.begin(), uses_.letters.end());
    return std::move(uses_);
  }

 private:
  /// Takes what is there; the offset behind it.
  std::size_t read_at(std::size_t at) {
    if (is_url_at(at)) return std::min(text_.find_first_of(kEndOfUrl, at), text_.size());
    if (is_separator(text_[at])) return read_separators(at);
    if (is_drive_at(at)) add_letter(upper(text_[at]));
    return at + 1;
  }

  char char_at(std::size_t at) const { return at < text_.size() ? text_[at] : ' '; }
  char before(std::size_t at) const { return at == 0 ? ' ' : text_[at - 1]; }

  bool is_name_character(std::size_t at) const {
    const char c = char_at(at);
    return is_letter(c) || is_digit(c) || is_in("-._%", c) ||
           ((c & 0x80) != 0 && mark_length(text_, at) == 0);
  }

  bool is_word_start(std::size_t at) const {
    return is_in(kOpeners, before(at)) || ends_with_mark(text_.substr(0, at));
  }
  bool may_begin(std::size_t at) const {
    return is_word_start(at) || (before(at) == '@' && is_word_start(at - 1));
  }

  /// Where the word begins that ends in front of `end`.
  std::size_t word_before(std::size_t end) const {
    const auto is_word = [](char c) { return is_letter(c) || is_digit(c) || is_in("._+", c); };
    while (end > 0 && is_word(text_[end - 1]))
      --end;
    return end;
  }

  bool is_switch_mark(std::size_t at) const { return is_in("-/", before(at)) && before(at - 1) != '/'; }

  /// The colon of `scheme://`, where that is neither `file:` nor a switch with a share.
  bool is_url_at(std::size_t at) const {
    if (text_.substr(at, 3) != "://") return false;
    const std::size_t begin = word_before(at);
    return at - begin > 1 && !is_switch_mark(begin) &&
           !launcher::equals_ignoring_case(text_.substr(begin, at - begin), "file");
  }

  // Letters.

  bool is_drive_at(std::size_t at) const {
    if (!is_letter(text_[at]) || char_at(at + 1) != ':') return false;
    const std::size_t next = at + 2;
    if (is_separator(char_at(next))) return is_drive_with_separator(at);
    const bool is_end = is_in(kClosers, char_at(next)) || mark_length(text_, next) != 0;
    if (is_end) return (may_begin(at) && before(at) != '{') || before(at) == ':' || is_behind_device(at);
    return is_drive_with_name(at);
  }

  bool is_drive_with_separator(std::size_t at) const {
    const bool has_two = is_separator(char_at(at + 3));
    if (is_switch_mark(at)) return !has_two && (before(at) == '/' || may_begin(at - 1));
    if (may_begin(at) || is_in(":/", before(at)) || is_behind_device(at)) return true;
    return is_behind_switch_of_one_letter(at) && before(at - 1) == '-';
  }

  bool is_drive_with_name(std::size_t at) const {
    const bool begins = may_begin(at) && !is_in("{[!", before(at));
    if (!begins && !is_behind_long_switch(at)) return false;
    const std::size_t begin = at + 2;
    if (!is_name_character(begin) && !is_in("*?$~#!", char_at(begin))) return false;
    const std::optional<std::string_view> name = read_file_name(text_.substr(begin));
    if (!name || std::all_of(name->begin(), name->end(), is_digit)) return false;
    const bool is_time = upper(text_[at]) == 'H' && name->starts_with("mm");
    return !is_time && !is_security_entry(*name, char_at(begin + name->size()));
  }

  /// `\\?\` or `\\.\` in front of `at`, or the same with slashes.
  bool is_behind_device(std::size_t at) const {
    return at >= 4 && is_separator(text_[at - 1]) && is_in("?.", text_[at - 2]) &&
           is_separator(text_[at - 3]) && is_separator(text_[at - 4]);
  }

  /// `-o` in front of `at`.
  bool is_behind_switch_of_one_letter(std::size_t at) const {
    return at >= 2 && is_letter(text_[at - 1]) && is_switch_mark(at - 1) && may_begin(at - 2);
  }

  /// `/log:` in front of `at`.
  bool is_behind_long_switch(std::size_t at) const {
    if (before(at) != ':') return false;
    const std::size_t begin = word_before(at - 1);
    return at - 1 - begin > 1 && is_switch_mark(begin);
  }

  // Shares.

  std::size_t read_separators(std::size_t at) {
    std::size_t end = at;
    while (end < text_.size() && text_[end] == text_[at])
      ++end;
    std::size_t server = end;
    const bool is_path = end - at > 1 && is_share_start(at, end - at);
    if (is_path && is_in("?.", char_at(end)) && is_separator(char_at(end + 1))) {
      if (!launcher::equals_ignoring_case(text_.substr(end + 2, 3), "UNC")) return end;
      if (!is_separator(char_at(end + 5))) return end;
      server = end + 6;
    }
    return is_path ? std::max(end, read_share(at, server, end - at)) : end;
  }

  /// Whether `count` separators at `at` can begin a share.
  bool is_share_start(std::size_t at, std::size_t count) const {
    const bool is_slash = text_[at] == '/';
    const bool is_behind_file_scheme =
        before(at) == ':' && launcher::equals_ignoring_case(word_in_front_of(at - 1), "file");
    if (is_slash && is_behind_file_scheme) return count == 2 || count == 4 || count == 5;
    if (count != 2 && (is_slash || count != 4)) return false;
    if (may_begin(at)) return true;
    if (before(at) == ':') return is_share_behind_colon(at - 1);
    return is_behind_switch_of_one_letter(at);
  }

  std::string_view word_in_front_of(std::size_t end) const {
    const std::size_t begin = word_before(end);
    return text_.substr(begin, end - begin);
  }

  bool is_share_behind_colon(std::size_t colon) const {
    const std::string_view word = word_in_front_of(colon);
    if (word.empty()) return before(colon) == ':';
    if (word.size() == 1) return is_switch_mark(colon - 1);
    return !launcher::equals_ignoring_case(word, "namespace");
  }

  /// The end of a name with %VARIABLES% and $variables.
  std::size_t end_of_name(std::size_t begin, std::string_view also) const {
    std::size_t end = begin;
    while (end < text_.size()) {
      const bool is_environment = text_[end] == ':' && end >= 4 &&
                                  launcher::equals_ignoring_case(text_.substr(end - 4, 4), "$env") &&
                                  end - begin >= 4;
      if (!is_name_character(end) && !is_in(also, text_[end]) && !is_environment) break;
      ++end;
    }
    return end;
  }

  /// Adds the share of the path that begins at `begin`; the offset behind it, or `server` when it is none.
  std::size_t read_share(std::size_t begin, std::size_t server, std::size_t separators) {
    const std::size_t end_of_server = end_of_name(server, "@${}");
    const std::string_view server_name = text_.substr(server, end_of_server - server);
    if (server_name.empty() || server_name.front() == '.' || end_of_server >= text_.size()) return server;
    if (launcher::equals_ignoring_case(server_name, "root")) return server;  // WMI
    std::size_t share = end_of_server;
    while (share < text_.size() && is_separator(text_[share]))
      ++share;
    if (share - end_of_server != (separators == 4 && text_[begin] == '\\' ? 2 : 1)) return server;
    const std::size_t end = end_of_share(begin, share);
    const std::string_view name = text_.substr(share, end - share);
    const bool is_xpath = text_[begin] == '/' && is_in("[(:@", char_at(end));
    if (name.find_first_not_of('.') == std::string_view::npos || is_registry_root(name) || is_xpath)
      return server;
    add_share("\\\\" + std::string(server_name) + "\\" + std::string(name));
    return end;
  }

  /// Without quotes a blank ends the name; with them, and where the text is one path, it belongs to it.
  std::size_t end_of_share(std::size_t begin, std::size_t share) const {
    const std::size_t short_end = end_of_name(share, "$#~@!");
    const char quote = is_in("\"'", before(begin)) && begin > 0 ? before(begin) : '\0';
    if (quote == '\0' && (kind_ == Kind::line || begin != 0)) return short_end;
    std::size_t end = short_end;
    while (end < text_.size() && text_[end] != quote && !is_separator(text_[end]) &&
           !is_in(kNotInShare, text_[end]))
      ++end;
    const bool is_whole =
        end == text_.size() ? quote == '\0' : text_[end] == quote || is_separator(text_[end]);
    if (!is_whole) return short_end;
    while (end > short_end && is_in(kBlanks, text_[end - 1]))
      --end;
    return end;
  }

  void add_share(std::string share) {
    if (known_shares_.insert(launcher::to_lower_ascii(share)).second)
      uses_.shares.push_back(std::move(share));
  }

  std::string_view text_;
  Kind kind_ = Kind::line;
  Uses uses_;
  std::set<std::string> known_shares_;
};

bool is_ipv4_address(std::string_view text) {
  int parts = 0;
  for (;;) {
    const std::size_t end = std::min(text.find('.'), text.size());
    const std::string_view part = text.substr(0, end);
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), is_digit)) return false;
    if (std::stoi(std::string(part)) > 255) return false;
    ++parts;
    if (end == text.size()) return parts == 4;
    text.remove_prefix(end + 1);
  }
}

Uses find(std::string_view text, Kind kind) {
  Finder finder;
  finder.read(text, kind);
  return finder.finish();
}

}  // namespace

Uses find_uses(std::string_view line) {
  return find(line, Kind::line);
}

Uses find_uses_of_path(std::string_view path) {
  return find(path, Kind::path);
}

Uses uses_of(const EffectiveAction& started) {
  Finder finder;
  finder.read(started.program, Kind::path);
  finder.read(started.arguments, Kind::line);
  finder.read(started.directory, Kind::path);
  if (started.invocation) {
    // Of --chdir without a directory in the original; else it is started.directory already.
    finder.read(started.invocation->chdir.value_or(std::string()), Kind::path);
    for (const std::string& drive : started.invocation->drives)
      finder.add_letter(launcher::parse_drive_option(drive).letter->letter());
  }
  return finder.finish();
}

bool is_server_address(std::string_view share) {
  const std::size_t begin = std::min(share.find_first_not_of('\\'), share.size());
  std::string_view server = share.substr(begin, share.find('\\', begin) - begin);
  server = server.substr(0, server.find('@'));
  return is_ipv4_address(server) || launcher::to_lower_ascii(server).ends_with(".ipv6-literal.net");
}

}  // namespace taskxml
