#include "taskxml/xml/scan.hpp"

#include <algorithm>
#include <array>

#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kXmlnsNamespace = "http://www.w3.org/2000/xmlns/";

[[noreturn]] void refuse_character(std::string_view text, std::size_t at) {
  if (text[at] == '\0') {
    throw Malformed("a NUL character", at, {}, "The file is damaged or is not text; export the task again");
  }
  const bool is_control = static_cast<unsigned char>(text[at]) < 0x20;
  throw Malformed(
      is_control ? "a control character that XML does not allow" : "a character XML does not allow", at);
}

void check_characters(std::string_view text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; ++at) {
    const ByteClass kind = class_of(text[at]);
    if (kind == ByteClass::control || (kind == ByteClass::special && is_noncharacter(text, at)))
      refuse_character(text, at);
  }
}

/// Where the run of plain characters at `at` ends.
std::size_t skip_plain(std::string_view text, std::size_t at) {
  while (at < text.size() && class_of(text[at]) == ByteClass::plain)
    ++at;
  return at;
}

/// A few words from the text, to show where it went wrong.
std::string_view excerpt(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  std::size_t length = std::min<std::size_t>(rest.size(), 40);
  while (length < rest.size() && length > 0 && (rest[length] & 0xC0) == 0x80)
    --length;
  const std::string_view words = rest.substr(0, length);
  return words.substr(0, words.find_first_of("\r\n"));
}

}  // namespace

bool Scanner::next() {
  if (drops_namespaces_) {
    while (!namespaces_.empty() && namespaces_.back().depth > open_.size())
      namespaces_.pop_back();
    drops_namespaces_ = false;
  }
  if (at_ == text_.size()) {
    check_at_end();
    return false;
  }
  if (text_[at_] != '<') {
    scan_text();
  } else if (rest_starts_with("</")) {
    scan_end_tag();
  } else if (rest_starts_with("<!--")) {
    scan_comment();
  } else if (rest_starts_with("<![CDATA[")) {
    scan_cdata();
  } else if (rest_starts_with("<?")) {
    scan_instruction();
  } else if (rest_starts_with("<!")) {
    throw Malformed("DOCTYPE and other declarations are not accepted", at_, excerpt(text_, at_),
                    "A task never has one; it could define entities that read other files. Delete it");
  } else {
    scan_start_tag();
  }
  return true;
}

void Scanner::check_at_end() const {
  if (!open_.empty()) {
    throw Malformed("the file ends inside an element that is not closed", text_.size(), open_.back());
  }
  if (!has_root_) throw Malformed("no XML element: this is not a task", text_.size());
}

void Scanner::scan_text() {
  const std::size_t begin = at_;
  bool is_done = false;
  while (!is_done && at_ < text_.size()) {
    switch (class_of(text_[at_])) {
      case ByteClass::plain:
        at_ = skip_plain(text_, at_ + 1);
        break;
      case ByteClass::markup:
        is_done = true;
        break;
      case ByteClass::reference:
        at_ += reference_length(text_, at_);
        break;
      case ByteClass::bracket:
        if (rest_starts_with("]]>")) {
          throw Malformed("]]> in text", at_, excerpt(text_, at_), "Write ]]&gt;");
        }
        ++at_;
        break;
      case ByteClass::special:
        if (is_noncharacter(text_, at_)) refuse_character(text_, at_);
        ++at_;
        break;
      default:
        refuse_character(text_, at_);
    }
  }
  if (open_.empty()) {
    const std::string_view run = text_.substr(begin, at_ - begin);
    const auto stray = std::find_if_not(run.begin(), run.end(), is_xml_blank);
    if (stray != run.end()) {
      const std::size_t at = begin + static_cast<std::size_t>(stray - run.begin());
      throw Malformed("text outside the root element", at, excerpt(text_, at));
    }
  }
  finish(TokenKind::text, begin);
}

void Scanner::scan_comment() {
  const std::size_t begin = at_;
  const std::size_t dashes = text_.find("--", begin + 4);
  if (dashes == std::string_view::npos) {
    throw Malformed("a comment that does not end", begin, excerpt(text_, begin));
  }
  if (dashes + 2 >= text_.size() || text_[dashes + 2] != '>') {
    throw Malformed("-- inside a comment", dashes, excerpt(text_, begin));
  }
  check_characters(text_, begin, dashes);
  at_ = dashes + 3;
  finish(TokenKind::comment, begin);
}

void Scanner::scan_cdata() {
  const std::size_t begin = at_;
  if (open_.empty()) throw Malformed("text outside the root element", begin, excerpt(text_, begin));
  const std::size_t close = text_.find("]]>", begin + 9);
  if (close == std::string_view::npos) {
    throw Malformed("a CDATA section that does not end", begin, excerpt(text_, begin));
  }
  check_characters(text_, begin, close);
  at_ = close + 3;
  finish(TokenKind::cdata, begin);
}

void Scanner::scan_instruction() {
  const std::size_t begin = at_;
  at_ += 2;
  const std::string_view target = scan_name();
  const std::size_t close = text_.find("?>", at_);
  if (close == std::string_view::npos) {
    throw Malformed("a processing instruction that does not end", begin, excerpt(text_, begin));
  }
  check_characters(text_, begin, close);
  const std::string_view body = text_.substr(at_, close - at_);
  const bool is_xml = target.size() == 3 && (target[0] | 0x20) == 'x' && (target[1] | 0x20) == 'm' &&
                      (target[2] | 0x20) == 'l';
  if (!body.empty() && !is_xml_blank(body.front())) {
    throw Malformed("a blank is missing after the target of a processing instruction", at_,
                    excerpt(text_, begin));
  }
  if (checks_prefixes_ && target.find(':') != std::string_view::npos)
    throw Malformed("a bad name", begin, target);
  if (is_xml) {
    const bool is_next_document = documents_ == Documents::several && has_root_ && open_.empty();
    if ((begin != 0 && !is_next_document) || target != "xml") {
      throw Malformed("an XML declaration that is not at the very start", begin, excerpt(text_, begin),
                      "One file holds one document; split files that were joined");
    }
    check_declaration(body, begin);
    has_root_ = false;
  }
  at_ = close + 2;
  finish(is_xml ? TokenKind::declaration : TokenKind::instruction, begin);
}

void Scanner::check_declaration(std::string_view body, std::size_t begin) {
  // [23] XMLDecl: version, then encoding, then standalone. What the encoding says is not used.
  static constexpr std::array<std::string_view, 3> kNames{"version", "encoding", "standalone"};
  Scanner part(body);
  std::size_t known = 0;
  const auto refuse = [&] { throw Malformed("a bad XML declaration", begin, excerpt(text_, begin)); };
  for (;;) {
    const std::size_t before = part.at_;
    part.skip_blanks();
    if (part.at_ == body.size()) break;
    if (part.at_ == before) refuse();
    part.attributes_.clear();
    try {
      part.scan_attribute();
    } catch (const Malformed&) {
      refuse();
    }
    const Attribute& attribute = part.attributes_.front();
    const auto found = std::find(kNames.begin() + known, kNames.end(), attribute.name);
    if (found == kNames.end() || (known == 0 && attribute.name != "version")) refuse();
    if (attribute.name == "version" && attribute.value != "1.0") refuse();
    if (attribute.name == "encoding" && name_length(attribute.value, 0) == 0) {
      refuse();
    }
    if (attribute.name == "standalone" && attribute.value != "yes" && attribute.value != "no") refuse();
    known = static_cast<std::size_t>(found - kNames.begin()) + 1;
  }
  if (known == 0) refuse();
}

void Scanner::scan_start_tag() {
  const std::size_t begin = at_;
  if (open_.empty() && has_root_) {
    throw Malformed("a second root element", begin, excerpt(text_, begin),
                    "One file holds one document; split files that were joined");
  }
  ++at_;
  const std::string_view name = scan_name();
  attributes_.clear();
  for (;;) {
    const std::size_t before = at_;
    skip_blanks();
    if (at_ >= text_.size()) throw Malformed("a tag that does not end", begin, excerpt(text_, begin));
    if (text_[at_] == '>' || text_[at_] == '/') break;
    if (at_ == before) throw Malformed("a blank is missing inside a tag", at_, excerpt(text_, begin));
    if (attributes_.size() == kMaxAttributes) {
      throw Malformed("an element with more than 256 attributes", begin, excerpt(text_, begin));
    }
    scan_attribute();
  }
  const bool is_empty = text_[at_] == '/';
  if (is_empty && (at_ + 1 >= text_.size() || text_[at_ + 1] != '>')) {
    throw Malformed("a slash inside a tag", at_, excerpt(text_, begin));
  }
  at_ += is_empty ? 2 : 1;
  has_root_ = true;
  if (open_.size() == kMaxDepth) {
    throw Malformed("elements nested more than 90 deep", begin, excerpt(text_, begin));
  }
  if (checks_prefixes_) {
    declare_namespaces(open_.size() + 1);
    check_prefix(name);
    if (name_prefix(name) == "xmlns") throw Malformed("a bad name", begin, name);
    check_attribute_names();
  }
  finish(is_empty ? TokenKind::empty_tag : TokenKind::start_tag, begin, name);
  if (is_empty) {
    drops_namespaces_ = true;
  } else {
    open_.push_back(name);
  }
}

void Scanner::scan_attribute() {
  const std::size_t begin = at_;
  const std::string_view name = scan_name();
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != '=') {
    throw Malformed("an attribute without a value", begin, excerpt(text_, begin));
  }
  ++at_;
  skip_blanks();
  if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
    throw Malformed("an attribute value without quotes", begin, excerpt(text_, begin));
  }
  const char quote = text_[at_++];
  const std::size_t value = at_;
  while (at_ < text_.size() && text_[at_] != quote) {
    switch (class_of(text_[at_])) {
      case ByteClass::markup:
        throw Malformed("< in an attribute value", at_, excerpt(text_, begin), "Write &lt;");
      case ByteClass::reference:
        at_ += reference_length(text_, at_);
        break;
      case ByteClass::control:
        refuse_character(text_, at_);
      case ByteClass::special:
        if (is_noncharacter(text_, at_)) refuse_character(text_, at_);
        ++at_;
        break;
      default:
        ++at_;
    }
  }
  if (at_ >= text_.size()) {
    throw Malformed("an attribute value that does not end", begin, excerpt(text_, begin));
  }
  const bool is_duplicate = std::any_of(attributes_.begin(), attributes_.end(),
                                        [&](const Attribute& other) { return other.name == name; });
  if (is_duplicate) throw Malformed("an attribute that is there twice", begin, name);
  attributes_.push_back({name, text_.substr(value, at_ - value)});
  ++at_;
}

void Scanner::scan_end_tag() {
  const std::size_t begin = at_;
  at_ += 2;
  const std::string_view name = scan_name();
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != '>') {
    throw Malformed("a bad end tag", begin, excerpt(text_, begin));
  }
  ++at_;
  if (open_.empty() || open_.back() != name) {
    const std::string_view expected = open_.empty() ? std::string_view("none") : open_.back();
    throw Malformed("an end tag that does not match; the open element is " + std::string(expected), begin,
                    excerpt(text_, begin));
  }
  open_.pop_back();
  while (!namespaces_.empty() && namespaces_.back().depth > open_.size())
    namespaces_.pop_back();
  finish(TokenKind::end_tag, begin, name);
}

void Scanner::declare_namespaces(std::size_t depth) {
  for (const Attribute& attribute : attributes_) {
    const bool is_default = attribute.name == "xmlns";
    if (!is_default && !attribute.name.starts_with("xmlns:")) continue;
    if (namespaces_.size() == kMaxNamespaces) {
      throw Malformed("more than 256 namespace declarations", at_, attribute.name);
    }
    const std::string_view prefix = is_default ? std::string_view() : attribute.name.substr(6);
    check_namespace(prefix, attribute.value, attribute.name);
    namespaces_.push_back({prefix, attribute.value, depth});
  }
}

/// Namespaces in XML 1.0, third edition: 3 (reserved prefixes) and 5 (no prefix undeclaring).
void Scanner::check_namespace(std::string_view prefix, std::string_view written,
                              std::string_view attribute) const {
  const std::string name = element_value(written);
  const auto refuse = [&](const char* what) { throw Malformed(what, at_, attribute); };
  if (prefix == "xmlns" || name == kXmlnsNamespace) refuse("xmlns cannot be declared");
  if ((prefix == "xml") != (name == kXmlNamespace))
    refuse("the prefix xml and its namespace go together, and cannot be declared otherwise");
  if (name.empty() && attribute != "xmlns") refuse("a prefix is declared as no namespace");
}

const Scanner::Namespace* Scanner::find_namespace(std::string_view prefix) const {
  const auto found = std::find_if(namespaces_.rbegin(), namespaces_.rend(),
                                  [&](const Namespace& candidate) { return candidate.prefix == prefix; });
  return found == namespaces_.rend() ? nullptr : &*found;
}

void Scanner::check_prefix(std::string_view name) const {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view prefix = name.substr(0, colon);
  const std::string_view local = name.substr(colon + 1);
  // The local part is a name of its own; of what may follow in a name, not all can begin one.
  const bool is_name = !prefix.empty() && local.find(':') == std::string_view::npos && !local.empty() &&
                       name_length(local, 0) == local.size();
  if (!is_name) throw Malformed("a bad name", at_, name);
  if (prefix == "xml" || prefix == "xmlns") return;
  if (find_namespace(prefix) == nullptr) throw Malformed("a prefix that is not declared", at_, name);
}

/// Two attributes with different prefixes can have one name: a prefix is what it stands for.
void Scanner::check_attribute_names() const {
  for (std::size_t i = 0; i < attributes_.size(); ++i) {
    const std::string_view name = attributes_[i].name;
    if (name.find(':') == std::string_view::npos) continue;
    check_prefix(name);
    for (std::size_t j = 0; j < i; ++j) {
      const std::string_view other = attributes_[j].name;
      const bool is_alike =
          other.find(':') != std::string_view::npos && local_name(other) == local_name(name);
      if (is_alike &&
          element_value(namespace_of(name_prefix(other))) == element_value(namespace_of(name_prefix(name)))) {
        throw Malformed("an attribute that is there twice", at_, name);
      }
    }
  }
}

std::string_view Scanner::element_namespace() const {
  return namespace_of(name_prefix(token_.name));
}

std::string_view Scanner::namespace_of(std::string_view prefix) const {
  if (prefix == "xml") return kXmlNamespace;
  if (prefix == "xmlns") return kXmlnsNamespace;
  const Namespace* found = find_namespace(prefix);
  return found == nullptr ? std::string_view() : found->name;
}

std::string_view Scanner::scan_name() {
  const std::size_t length = name_length(text_, at_);
  if (length == 0) {
    throw Malformed("a name is missing or starts with a character that names cannot have", at_,
                    excerpt(text_, at_ == 0 ? 0 : at_ - 1), "Write &lt; for a < that is text");
  }
  at_ += length;
  return text_.substr(at_ - length, length);
}

void Scanner::skip_blanks() {
  while (at_ < text_.size() && is_xml_blank(text_[at_]))
    ++at_;
}

}  // namespace taskxml
