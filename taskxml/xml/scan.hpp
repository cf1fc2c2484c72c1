#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Splits XML text into pieces that know where they stand, and refuses what is not well-formed (XML 1.0,
/// fifth edition; Namespaces in XML for prefixes). It is stricter than XML where a task never needs the
/// freedom: no DOCTYPE, hence no entities but the five, and limits against files made to exhaust memory.
namespace taskxml {

enum class TokenKind : std::uint8_t {
  declaration,  ///< `<?xml ... ?>`
  instruction,  ///< `<?target ... ?>`
  comment,
  start_tag,
  empty_tag,  ///< `<a/>`
  end_tag,
  text,  ///< a run of character data between two other tokens, references as written
  cdata,
};

struct Token {
  TokenKind kind = TokenKind::text;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view name;  ///< of a tag, with its prefix
};

struct Attribute {
  std::string_view name;   ///< with its prefix
  std::string_view value;  ///< between the quotes, as written
};

class Scanner {
 public:
  enum class Prefixes {
    must_be_declared,
    are_anything  ///< for a part of a document, whose declarations stand outside
  };

  enum class Documents {
    one,
    several  ///< one after the other, each but the first with an XML declaration: schtasks /query /xml
  };

  /// Elements inside elements. tinyxml2 9 stops at 98, and a task needs 8.
  static constexpr std::size_t kMaxDepth = 90;
  static constexpr std::size_t kMaxAttributes = 256;  ///< of one element
  static constexpr std::size_t kMaxNamespaces = 256;  ///< declared and in scope at one place

  explicit Scanner(std::string_view text, Prefixes prefixes = Prefixes::must_be_declared,
                   Documents documents = Documents::one)
      : text_(text), checks_prefixes_(prefixes == Prefixes::must_be_declared), documents_(documents) {}

  /// Goes to the next token; false at the end of the document. Throws Malformed.
  bool next();

  const Token& token() const { return token_; }
  /// Of the start_tag or empty_tag that is the token.
  const std::vector<Attribute>& attributes() const { return attributes_; }
  /// How many elements are open; a start_tag counts itself, an end_tag not any more.
  std::size_t depth() const { return open_.size(); }
  /// The namespace name of the start_tag or empty_tag that is the token, as it is written (references and
  /// all); empty: none.
  std::string_view element_namespace() const;
  /// What a prefix stands for where the scanner is, as it is written; empty: nothing. The empty prefix is
  /// that of names without one.
  std::string_view namespace_of(std::string_view prefix) const;

 private:
  struct Namespace {
    std::string_view prefix;
    std::string_view name;
    std::size_t depth;
  };

  void scan_text();
  void scan_comment();
  void scan_cdata();
  void scan_instruction();
  void check_declaration(std::string_view body, std::size_t begin);
  void scan_start_tag();
  void scan_end_tag();
  void scan_attribute();
  void declare_namespaces(std::size_t depth);
  void check_namespace(std::string_view prefix, std::string_view written, std::string_view attribute) const;
  void check_prefix(std::string_view name) const;
  void check_attribute_names() const;
  const Namespace* find_namespace(std::string_view prefix) const;
  void check_at_end() const;

  std::string_view scan_name();
  void skip_blanks();
  bool rest_starts_with(std::string_view prefix) const { return text_.substr(at_).starts_with(prefix); }
  void finish(TokenKind kind, std::size_t begin, std::string_view name = {}) {
    token_ = {kind, begin, at_, name};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool checks_prefixes_;
  Documents documents_;
  bool has_root_ = false;
  bool drops_namespaces_ = false;  ///< the last token was an empty_tag with declarations of its own
  Token token_;
  std::vector<Attribute> attributes_;
  std::vector<std::string_view> open_;
  std::vector<Namespace> namespaces_;
};

}  // namespace taskxml
