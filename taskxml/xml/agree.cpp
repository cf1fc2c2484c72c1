#include "taskxml/xml/agree.hpp"

#include <tinyxml2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kAdvice = "Please report this file: two XML readers disagree about it";

enum class References { are_decoded, are_text };

/// What tinyxml2 9 makes of written text: CR LF, LF CR and CR become LF (its StrPair::GetStr).
std::string normalise(std::string_view raw, References references) {
  std::string value;
  value.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const char c = raw[at];
    const char next = at + 1 < raw.size() ? raw[at + 1] : '\0';
    if (c == '\r' || c == '\n') {
      value.push_back('\n');
      if (next != c && (next == '\r' || next == '\n')) ++at;
    } else if (c == '&' && references == References::are_decoded) {
      const std::size_t length = reference_length(raw, at);
      value += element_value(raw.substr(at, length));
      at += length - 1;
    } else {
      value.push_back(c);
    }
  }
  return value;
}

bool is_changed_by_reading(char c) {
  return c == '&' || c == '\r' || c == '\n';
}

bool is_equal(std::string_view raw, const char* value, References references) {
  const std::string_view wanted = value == nullptr ? std::string_view() : std::string_view(value);
  // What is the same without a line break or a reference is the same with them read; most is.
  if (raw == wanted && std::none_of(raw.begin(), raw.end(), is_changed_by_reading)) return true;
  return normalise(raw, references) == wanted;
}

class Comparison {
 public:
  Comparison(std::string_view document, const TokenList& tokens, std::span<const std::size_t> left_out)
      : document_(document), tokens_(tokens), left_out_(left_out) {}

  void run(const tinyxml2::XMLNode* root) {
    node_ = root;
    const std::vector<TokenList::Entry>& entries = tokens_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      compare(entries[i]);
      if (left_out_.empty() || left_out_.front() != i) continue;
      left_out_ = left_out_.subspan(1);
      i = entries[i].last - 1;  // its end tag is next
    }
    if (node_ != nullptr) refuse(entries.back().token);
  }

 private:
  void compare(const TokenList::Entry& entry) {
    const Token& token = entry.token;
    const std::string_view raw = document_.substr(token.begin, token.end - token.begin);
    switch (token.kind) {
      case TokenKind::start_tag:
        compare_tag(entry);
        open_.push_back(node_);
        node_ = node_->FirstChild();
        break;
      case TokenKind::empty_tag:
        compare_tag(entry);
        if (!node_->NoChildren()) refuse(token);
        node_ = node_->NextSibling();
        break;
      case TokenKind::end_tag:
        if (node_ != nullptr) refuse(token);
        node_ = open_.back()->NextSibling();
        open_.pop_back();
        // The element itself has no sibling: it was read alone.
        break;
      case TokenKind::text:
        // tinyxml2 drops text that is only blanks, even where it preserves whitespace.
        if (is_all_blank(raw)) break;
        compare_text(token, raw, false);
        break;
      case TokenKind::cdata:
        compare_text(token, raw.substr(9, raw.size() - 12), true);
        break;
      case TokenKind::comment:
        if (node_ == nullptr || node_->ToComment() == nullptr ||
            !is_equal(raw.substr(4, raw.size() - 7), node_->Value(), References::are_text)) {
          refuse(token);
        }
        node_ = node_->NextSibling();
        break;
      default:
        refuse(token);
    }
  }

  void compare_tag(const TokenList::Entry& entry) {
    const tinyxml2::XMLElement* element = node_ == nullptr ? nullptr : node_->ToElement();
    if (element == nullptr || entry.token.name != element->Name()) refuse(entry.token);
    const tinyxml2::XMLAttribute* theirs = element->FirstAttribute();
    for (const Attribute& ours : tokens_.attributes(entry)) {
      if (theirs == nullptr || ours.name != theirs->Name() ||
          !is_equal(ours.value, theirs->Value(), References::are_decoded)) {
        refuse(entry.token);
      }
      theirs = theirs->Next();
    }
    if (theirs != nullptr) refuse(entry.token);
  }

  void compare_text(const Token& token, std::string_view raw, bool is_cdata) {
    const tinyxml2::XMLText* text = node_ == nullptr ? nullptr : node_->ToText();
    if (text == nullptr || text->CData() != is_cdata ||
        !is_equal(raw, text->Value(), is_cdata ? References::are_text : References::are_decoded)) {
      refuse(token);
    }
    node_ = node_->NextSibling();
  }

  [[noreturn]] void refuse(const Token& token) const {
    throw Malformed("tinyxml2 and the span scanner read this differently", token.begin,
                    document_.substr(token.begin, std::min<std::size_t>(token.end - token.begin, 60)),
                    std::string(kAdvice));
  }

  std::string_view document_;
  const TokenList& tokens_;
  std::span<const std::size_t> left_out_;
  const tinyxml2::XMLNode* node_ = nullptr;
  std::vector<const tinyxml2::XMLNode*> open_;
};

void refuse_instructions(std::string_view document, const TokenList& tokens) {
  for (const TokenList::Entry& entry : tokens.entries()) {
    if (entry.token.kind == TokenKind::instruction) {
      throw Malformed("a processing instruction inside a task", entry.token.begin,
                      document.substr(entry.token.begin, entry.token.end - entry.token.begin),
                      "Task Scheduler never writes one; delete it");
    }
  }
}

/// Without the content of the elements `left_out`.
std::string cut_out(std::string_view document, const TokenList& tokens,
                    std::span<const std::size_t> left_out) {
  const std::vector<TokenList::Entry>& entries = tokens.entries();
  std::size_t at = entries.front().token.begin;
  std::string text;
  text.reserve(entries.back().token.end - at);
  for (const std::size_t element : left_out) {
    text += document.substr(at, entries[element].token.end - at);
    at = entries[entries[element].last].token.begin;
  }
  text += document.substr(at, entries.back().token.end - at);
  return text;
}

}  // namespace

void check_agreement(std::string_view document, const TokenList& tokens, tinyxml2::XMLDocument& reader,
                     std::span<const std::size_t> left_out) {
  refuse_instructions(document, tokens);
  const std::size_t begin = tokens.entries().front().token.begin;
  const std::string rest = left_out.empty() ? std::string() : cut_out(document, tokens, left_out);
  const std::string_view text =
      left_out.empty() ? document.substr(begin, tokens.entries().back().token.end - begin) : rest;
  if (reader.Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS) {
    throw Malformed(std::string("tinyxml2 cannot read this task: ") + reader.ErrorName(), begin, {},
                    std::string(kAdvice));
  }
  Comparison(document, tokens, left_out).run(reader.FirstChild());
  reader.Clear();
}

}  // namespace taskxml
