#include "taskxml/report/show_report.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "launcher/text/json_text.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/task/effective_action.hpp"

namespace taskxml {
namespace {

using launcher::as_utf8;
using launcher::on_one_line;

constexpr std::string_view kCsvHeader =
    "file,line,task,action,kind,wrapped,program,arguments,directory,letters,user,group,logon_type,run_level,"
    "command,command_arguments,command_directory,problem\r\n";

std::string as_json(std::string_view file, const ShownAction& action) {
  const EffectiveAction& started = action.started;
  launcher::JsonWriter json;
  json.object().member("file", file).member("line", action.line).member("task", action.task);
  json.member("action", action.index).member("kind", action.kind).member("wrapped", started.is_wrapped);
  json.member("program", started.program).member("arguments", started.arguments);
  json.member("directory", started.directory).member("letters", list_letters(action.letters));
  json.member("user", action.principal.user_id).member("group", action.principal.group_id);
  json.member("logon_type", action.principal.logon_type).member("run_level", action.principal.run_level);
  json.member("command", started.written.command).member("command_arguments", started.written.arguments);
  json.member("command_directory", started.written.directory).member("problem", action.problem);
  return json.end().text();
}

std::string as_csv(std::string_view file, const ShownAction& action) {
  const EffectiveAction& started = action.started;
  const std::array<std::string, 18> fields{std::string(file),
                                           std::to_string(action.line),
                                           action.task,
                                           std::to_string(action.index),
                                           action.kind,
                                           started.is_wrapped ? "yes" : "no",
                                           started.program,
                                           started.arguments,
                                           started.directory,
                                           action.letters,
                                           action.principal.user_id,
                                           action.principal.group_id,
                                           action.principal.logon_type,
                                           action.principal.run_level,
                                           started.written.command.value_or(""),
                                           started.written.arguments.value_or(""),
                                           started.written.directory.value_or(""),
                                           action.problem};
  std::string row;
  for (const std::string& field : fields) {
    if (!row.empty()) row += ',';
    row += csv_field(field);
  }
  return row + "\r\n";
}

std::string as_text(std::string_view file, const ShownAction& action) {
  const EffectiveAction& started = action.started;
  const bool is_exec = action.kind == "Exec";
  std::string out = fmt::format("{}:{}: {}: action {}, {}{}\n", on_one_line(file), action.line,
                                on_one_line(action.task), action.index, action.kind,
                                !is_exec             ? ""
                                : started.is_wrapped ? ", wrapped"
                                                     : ", not wrapped");
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("    {:<10} {}\n", name, on_one_line(value));
  };
  add("program", started.program);
  add("arguments", started.arguments);
  add("directory", started.directory);
  std::string letters;
  for (const char letter : action.letters)
    letters += fmt::format("{}{}:", letters.empty() ? "" : " ", letter);
  add("letters", letters);
  std::string account = action.principal.account();
  for (const std::string* part : {&action.principal.logon_type, &action.principal.run_level}) {
    if (!part->empty()) account += fmt::format("{}{}", account.empty() ? "" : ", ", *part);
  }
  add("runs as", account);
  if (started.is_wrapped) add("launcher", started.written.command.value_or(""));
  add("problem", action.problem);
  return out;
}

}  // namespace

void ShowSummary::add(const ShownAction& action) {
  ++action_count_;
  wrapped_count_ += action.started.is_wrapped ? 1 : 0;
  other_count_ += action.kind != "Exec" ? 1 : 0;
  for (const char letter : action.letters) {
    if (letter != 'C') ++letters_[letter];
  }
}

std::string ShowSummary::text(std::size_t count, std::string_view plural) const {
  std::string text = fmt::format(
      "\n{} action{} in {} {}: {} wrapped, {} not wrapped, {} that start no program\n", action_count_,
      action_count_ == 1 ? "" : "s", count, count == 1 ? plural.substr(0, plural.size() - 1) : plural,
      wrapped_count_, action_count_ - wrapped_count_ - other_count_, other_count_);
  std::string letters;
  for (const auto& [letter, uses] : letters_)
    letters += fmt::format("{}{}: in {}", letters.empty() ? "" : ", ", letter, uses);
  return letters.empty() ? text : text + fmt::format("drive letters other than C: {}\n", letters);
}

std::string csv_field(std::string_view text) {
  std::string clean = as_utf8(text);
  // OWASP, CSV Injection: what a spreadsheet takes for a formula. An apostrophe of the text gets one, too, so
  // that taking one away gives the text back.
  if (!clean.empty() && std::string_view("=+-@\t\r\n'").find(clean.front()) != std::string_view::npos)
    clean.insert(0, 1, '\'');
  if (clean.find_first_of(",\"\r\n") == std::string::npos) return clean;
  std::string out = "\"";
  for (const char c : clean) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::vector<std::string> list_letters(std::string_view letters) {
  std::vector<std::string> list;
  for (const char letter : letters)
    list.emplace_back(1, letter);
  return list;
}

std::string json_element(std::string_view json, bool is_first) {
  return fmt::format("{}  {}", is_first ? "" : ",\n", json);
}

std::string report_begin(Format format, std::string_view csv_header) {
  if (format == Format::json) return "[\n";
  return format == Format::csv ? std::string(csv_header) : std::string();
}

std::string report_begin(Format format) {
  return report_begin(format, kCsvHeader);
}

std::string report_action(Format format, std::string_view file, const ShownAction& action, bool is_first) {
  switch (format) {
    case Format::json:
      return json_element(as_json(file, action), is_first);
    case Format::csv:
      return as_csv(file, action);
    case Format::text:
      break;
  }
  return as_text(file, action);
}

std::string report_end(Format format, bool is_empty) {
  if (format != Format::json) return {};
  return is_empty ? "]\n" : "\n]\n";
}

}  // namespace taskxml
