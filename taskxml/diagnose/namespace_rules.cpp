#include "taskxml/diagnose/namespace_rules.hpp"

#include <string>

#include "taskxml/task/task.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {

std::vector<ImportProblem> find_foreign_elements(const TokenList& tokens, std::string_view text,
                                                 std::string_view name_space) {
  std::vector<ImportProblem> problems;
  const std::optional<std::size_t> data = tokens.find_child(0, "Data");
  for (std::size_t i = 1; i < tokens.entries().size(); ++i) {
    if (i == data) i = tokens.entries()[i].last;
    const Token& token = tokens.entries()[i].token;
    if (token.kind != TokenKind::start_tag && token.kind != TokenKind::empty_tag) continue;
    const std::string_view prefix = name_prefix(token.name);
    const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
    const bool is_meant = prefix == name_prefix(tokens.entries().front().token.name);
    if (!is_meant || !tokens.has_attribute(i, declaration)) continue;
    const std::string found = tokens.attribute(i, declaration);
    if (found != name_space && found != kTaskNamespace)
      problems.push_back(
          {"import-foreign", token.begin, std::string(text.substr(token.begin, token.end - token.begin))});
  }
  return problems;
}

}  // namespace taskxml
