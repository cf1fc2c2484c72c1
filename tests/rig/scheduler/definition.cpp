#include "scheduler/definition.hpp"

#include <algorithm>

#include "provider/fields.hpp"
#include "scheduler/refused.hpp"
#include "taskxml/diagnose/import_rules.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace scheduler {
namespace {

using taskxml::Scanner;
using taskxml::TokenKind;

constexpr std::string_view kTaskNamespace = "http://schemas.microsoft.com/windows/2004/02/mit/task";

bool is_element(const taskxml::Token& token) {
  return token.kind == TokenKind::start_tag || token.kind == TokenKind::empty_tag;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 32) : letter;
  });
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && taskxml::is_xml_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && taskxml::is_xml_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// The text that RegisterTask gets is UTF-16, so a declaration of another encoding contradicts it: the parser
/// stops at it ("unable to switch the encoding").
void check_declared_encoding(std::string_view declaration) {
  const std::string text = lower(declaration);
  const std::size_t at = text.find("encoding");
  if (at == std::string::npos) return;
  const std::size_t begin = text.find_first_of("'\"", at);
  if (begin == std::string::npos) throw Refused(kMalformedXml);
  const std::string name = text.substr(begin + 1, text.find(text[begin], begin + 1) - begin - 1);
  if (name != "utf-16" && name != "unicode") throw Refused(kMalformedXml);
}

struct Root {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The root element of a document that is well-formed.
Root find_root(std::string_view text) {
  Root root;
  bool is_open = false;
  Scanner scanner(text);
  while (scanner.next()) {
    const taskxml::Token& token = scanner.token();
    if (token.kind == TokenKind::declaration) {
      check_declared_encoding(text.substr(token.begin, token.end - token.begin));
    }
    if (is_element(token) && !is_open) {
      root.begin = token.begin;
      is_open = true;
    }
    if (is_element(token) || token.kind == TokenKind::end_tag) root.end = token.end;
  }
  return root;
}

bool is_missing_node(const taskxml::ImportProblem& problem) {
  return problem.about.starts_with("no ") || problem.about.starts_with("none of ") ||
         problem.about.ends_with(" no trigger has an EndBoundary");
}

}  // namespace

Definition Definition::parse(std::wstring_view xml) {
  Definition definition = scan(xml);
  definition.check_namespace();
  definition.check_schema();
  for (const std::size_t exec : definition.exec_elements())
    definition.check_exec(exec);
  return definition;
}

Definition Definition::read_registered(std::wstring_view xml) {
  return scan(xml);
}

Definition Definition::scan(std::wstring_view xml) {
  try {
    return Definition(rig::to_utf8(xml));
  } catch (const taskxml::Malformed&) {
    throw Refused(kMalformedXml);
  } catch (const std::runtime_error&) {  // not UTF-16
    throw Refused(kMalformedXml);
  }
}

Definition::Definition(std::string text) : text_(std::make_unique<const std::string>(std::move(text))) {
  const Root root = find_root(*text_);
  task_ = std::string_view(*text_).substr(root.begin, root.end - root.begin);
  Scanner scanner(task_);
  while (scanner.next())
    tokens_.add(scanner);
}

void Definition::check_namespace() const {
  Scanner scanner(task_);
  while (scanner.next()) {
    if (is_element(scanner.token())) break;
  }
  if (scanner.element_namespace() != kTaskNamespace) throw Refused(kNamespace);
  if (taskxml::local_name(scanner.token().name) != "Task") throw Refused(kUnexpectedNode);
}

/// Exec has each of its parts at most once, and Command is there ([MS-TSCH] 2.5.7.1). taskxml leaves that to
/// another rule.
void Definition::check_exec(std::size_t exec) const {
  std::vector<std::string_view> seen;
  for (const std::size_t part : tokens_.children(exec)) {
    const std::string_view name = taskxml::local_name(tokens_.entries()[part].token.name);
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) throw Refused(kUnexpectedNode);
    seen.push_back(name);
  }
  const std::optional<std::size_t> command = find(exec, "Command");
  if (!command) throw Refused(kMissingNode);
  if (trimmed(tokens_.value(*command, task_)).empty()) throw Refused(kInvalidValue);
}

void Definition::check_schema() const {
  const std::vector<taskxml::ImportProblem> problems = taskxml::find_import_problems(tokens_, task_);
  if (problems.empty()) return;
  const taskxml::ImportProblem& first =
      *std::min_element(problems.begin(), problems.end(),
                        [](const taskxml::ImportProblem& left, const taskxml::ImportProblem& right) {
                          return left.offset < right.offset;
                        });
  if (first.id == "import-value") throw Refused(kInvalidValue);
  throw Refused(is_missing_node(first) ? kMissingNode : kUnexpectedNode);
}

std::string Definition::value(std::size_t parent, std::string_view name) const {
  const std::optional<std::size_t> child = find(parent, name);
  return child ? tokens_.value(*child, task_) : std::string();
}

Principal Definition::principal() const {
  const std::optional<std::size_t> actions = find(0, "Actions");
  const std::optional<std::size_t> principals = find(0, "Principals");
  if (!principals) return {};
  const std::vector<std::size_t> all = tokens_.children(*principals);
  if (all.empty()) return {};
  const std::string context = actions ? tokens_.attribute(*actions, "Context") : std::string();
  const auto named = std::find_if(all.begin(), all.end(), [&](std::size_t one) {
    return !context.empty() && tokens_.attribute(one, "id") == context;
  });
  const std::size_t chosen = named != all.end() ? *named : all.front();
  return {std::string(trimmed(value(chosen, "UserId"))), std::string(trimmed(value(chosen, "GroupId"))),
          std::string(trimmed(value(chosen, "LogonType")))};
}

std::vector<std::size_t> Definition::exec_elements() const {
  const std::optional<std::size_t> actions = find(0, "Actions");
  if (!actions) return {};
  std::vector<std::size_t> found = tokens_.children(*actions);
  std::erase_if(found, [&](std::size_t action) {
    return taskxml::local_name(tokens_.entries()[action].token.name) != "Exec";
  });
  return found;
}

std::vector<Exec> Definition::exec_actions() const {
  std::vector<Exec> found;
  for (const std::size_t exec : exec_elements()) {
    found.push_back({value(exec, "Command"), value(exec, "Arguments"), value(exec, "WorkingDirectory")});
  }
  return found;
}

std::optional<std::string> Definition::setting(std::string_view name) const {
  const std::optional<std::size_t> settings = find(0, "Settings");
  const std::optional<std::size_t> child = settings ? find(*settings, name) : std::nullopt;
  if (!child) return std::nullopt;
  return std::string(trimmed(tokens_.value(*child, task_)));
}

bool Definition::is_set(std::string_view name, bool otherwise) const {
  const std::optional<std::string> text = setting(name);
  return text ? *text == "true" || *text == "1" : otherwise;
}

std::string Definition::security_descriptor() const {
  const std::optional<std::size_t> info = find(0, "RegistrationInfo");
  return info ? std::string(trimmed(value(*info, "SecurityDescriptor"))) : std::string();
}

bool Definition::has_registration_trigger() const {
  const std::optional<std::size_t> triggers = find(0, "Triggers");
  const std::optional<std::size_t> one = triggers ? find(*triggers, "RegistrationTrigger") : std::nullopt;
  if (!one) return false;
  const std::string enabled = value(*one, "Enabled");
  return trimmed(enabled) != "false" && trimmed(enabled) != "0";
}

std::wstring Definition::with_enabled(bool is_enabled) const {
  const std::string prefix(taskxml::name_prefix(tokens_.entries()[0].token.name));
  const std::string colon = prefix.empty() ? "" : prefix + ":";
  const std::string element =
      "<" + colon + "Enabled>" + (is_enabled ? "true" : "false") + "</" + colon + "Enabled>";
  const std::optional<std::size_t> settings = find(0, "Settings");
  const std::optional<std::size_t> enabled = settings ? find(*settings, "Enabled") : std::nullopt;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string fresh = element;
  if (enabled) {
    begin = tokens_.entries()[*enabled].token.begin;
    end = tokens_.entries()[tokens_.entries()[*enabled].last].token.end;
  } else {
    const bool is_open = settings && tokens_.entries()[*settings].token.kind == TokenKind::start_tag;
    const std::size_t parent = is_open ? *settings : 0;
    begin = end = tokens_.entries()[tokens_.entries()[parent].last].token.begin;
    if (settings && !is_open) {
      begin = tokens_.entries()[*settings].token.begin;
      end = tokens_.entries()[*settings].token.end;
    }
    if (!is_open) fresh = "<" + colon + "Settings>" + element + "</" + colon + "Settings>";
  }
  const auto offset = static_cast<std::size_t>(task_.data() - text_->data());
  return rig::to_utf16(text_->substr(0, offset + begin) + fresh + text_->substr(offset + end));
}

}  // namespace scheduler
