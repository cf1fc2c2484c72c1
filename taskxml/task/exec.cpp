#include "taskxml/task/exec.hpp"

#include "taskxml/xml/scan.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kNoteBegin = "<!-- drivelaunch keeps the original: ";
constexpr std::string_view kNoteEnd = " -->";
constexpr std::string_view kDash = "&#45;";

/// The member of `exec` for an element of that name; nullptr for children that are not ours.
std::optional<ExecPart>* part_for(Exec& exec, std::string_view name) {
  if (!name.starts_with(exec.prefix)) return nullptr;
  name.remove_prefix(exec.prefix.size());
  if (name == "Command") return &exec.command;
  if (name == "Arguments") return &exec.arguments;
  if (name == "WorkingDirectory") return &exec.directory;
  return nullptr;
}

class ExecReader {
 public:
  explicit ExecReader(Exec& exec) : exec_(exec), scanner_(exec.text, Scanner::Prefixes::are_anything) {}

  void run() {
    scanner_.next();
    const Token& token = scanner_.token();
    const std::size_t colon = token.name.find(':');
    if (colon != std::string_view::npos) exec_.prefix = token.name.substr(0, colon + 1);
    exec_.content_begin = exec_.content_end = token.end;
    if (token.kind == TokenKind::empty_tag) return;
    while (scanner_.next()) {
      if (scanner_.depth() == 0) exec_.content_end = scanner_.token().begin;
      on_token();
    }
  }

 private:
  void on_token() {
    const Token& token = scanner_.token();
    const std::string_view raw = std::string_view(exec_.text).substr(token.begin, token.end - token.begin);
    switch (token.kind) {
      case TokenKind::start_tag:
      case TokenKind::empty_tag:
        on_element();
        break;
      case TokenKind::end_tag:
        if (scanner_.depth() == 1 && open_ != nullptr) {
          (*open_)->content_end = token.begin;
          (*open_)->end = token.end;
          open_ = nullptr;
        }
        break;
      case TokenKind::comment:
        if (scanner_.depth() == 1 && raw.starts_with(kNoteBegin) && raw.ends_with(kNoteEnd)) on_note(token);
        break;
      case TokenKind::cdata:
      case TokenKind::text:
        if (scanner_.depth() == 1 && (token.kind == TokenKind::cdata || !is_all_blank(raw))) {
          throw Refusal("text between the elements of an Exec", std::string(raw), "Delete it", token.begin);
        }
        break;
      default:
        break;
    }
  }

  void on_element() {
    const Token& token = scanner_.token();
    const bool is_empty = token.kind == TokenKind::empty_tag;
    if (open_ != nullptr) {
      throw Refusal("an element inside a Command, Arguments or WorkingDirectory", std::string(token.name),
                    "Write &lt; for a < that is text", token.begin);
    }
    const std::size_t depth_of_child = is_empty ? 1 : 2;
    std::optional<ExecPart>* part =
        scanner_.depth() == depth_of_child ? part_for(exec_, token.name) : nullptr;
    if (part == nullptr) return;
    for (const Attribute& attribute : scanner_.attributes()) {
      if (attribute.name.starts_with("xmlns")) {
        throw Refusal("a namespace declared inside an Exec", std::string(attribute.name),
                      "Declare it on the Task element", token.begin);
      }
    }
    if (*part)
      throw Refusal("an element that is there twice in one Exec", std::string(token.name), "Delete one",
                    token.begin);
    *part = ExecPart{token.begin, token.end, token.end, token.end, is_empty};
    if (!is_empty) open_ = part;
  }

  void on_note(const Token& token) {
    exec_.note =
        ExecPart{token.begin, token.end, token.begin + kNoteBegin.size(), token.end - kNoteEnd.size(), false};
  }

  Exec& exec_;
  Scanner scanner_;
  std::optional<ExecPart>* open_ = nullptr;
};

/// The length of `amp;` repeated, then `#45;`, at `at`; 0 when it is something else.
std::size_t dash_tail_length(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (text.substr(end).starts_with("amp;"))
    end += 4;
  return text.substr(end).starts_with("#45;") ? end + 4 - at : 0;
}

}  // namespace

std::string_view Exec::indentation(const ExecPart& part) const {
  std::size_t begin = part.begin;
  while (begin > content_begin && is_xml_blank(text[begin - 1]))
    --begin;
  return std::string_view(text).substr(begin, part.begin - begin);
}

Exec read_exec(std::string text) {
  Exec exec;
  exec.text = std::move(text);
  ExecReader(exec).run();
  return exec;
}

ExecValues values_of(const Exec& exec) {
  const auto value = [&](const std::optional<ExecPart>& part) -> std::optional<std::string> {
    if (!part) return std::nullopt;
    return element_value(exec.content(*part));
  };
  return {value(exec.command), value(exec.arguments), value(exec.directory)};
}

// A comment cannot hold two dashes in a row: the second one is written &#45;. So that the way back is never
// in doubt, an &#45; that was there before gets an amp; more: &amp;#45;, and &amp;#45; becomes &amp;amp;#45;.
std::string write_note(std::string_view original) {
  std::string note(kNoteBegin);
  for (std::size_t at = 0; at < original.size(); ++at) {
    const char c = original[at];
    if (c == '-' && note.back() == '-') {
      note += kDash;
    } else if (c == '&' && dash_tail_length(original, at + 1) != 0) {
      note += "&amp;";
    } else {
      note.push_back(c);
    }
  }
  note += kNoteEnd;
  return note;
}

std::string read_note(std::string_view content) {
  std::string original;
  for (std::size_t at = 0; at < content.size(); ++at) {
    const std::size_t length = content[at] == '&' ? dash_tail_length(content, at + 1) : 0;
    if (length == 4) {
      original.push_back('-');
      at += length;
    } else if (length != 0) {
      original.push_back('&');
      at += 4;
    } else {
      original.push_back(content[at]);
    }
  }
  return original;
}

}  // namespace taskxml
