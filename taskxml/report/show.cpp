#include "taskxml/report/show.hpp"

#include <fmt/format.h>
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/read_deciding.hpp"
#include "taskxml/task/uses.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/line_counter.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

ShownAction show_action(std::string_view text, const Action& action) {
  ShownAction shown;
  shown.kind = local_name(action.name);
  if (action.kind != ActionKind::exec) return shown;
  require_own_namespace(action);
  shown.started = read_effective_action(text.substr(action.begin, action.end - action.begin));
  shown.letters = uses_of(shown.started).letters;
  return shown;
}

std::string describe_edit(const EffectiveAction& started) {
  if (!started.has_two_directories) return std::string(kEditedSince);
  return fmt::format("edited since it was wrapped: WorkingDirectory is {}, and the program runs in --chdir",
                     *started.written.directory);
}

}  // namespace

ShowResult show(const FileName& name, std::string bytes, const std::optional<CodePage>& input_encoding) {
  ShowResult result;
  std::optional<Document> document;
  try {
    document = Document::decode(std::move(bytes), input_encoding);
    const std::string_view text = document->text();
    LineCounter lines(text);
    TaskVisitor visitor;
    visitor.on_task = [&](const Task& task) {
      for (std::size_t i = 0; i < task.actions.size(); ++i) {
        const Action& action = task.actions[i];
        ShownAction shown;
        try {
          shown = show_action(text, action);
        } catch (const Refusal& refusal) {
          shown.kind = local_name(action.name);
          shown.problem = refusal.what();
          result.refusals.push_back(
              {lines.line_at(action.begin), refusal.what(), refusal.offender(), refusal.advice()});
        }
        shown.line = lines.line_at(action.begin);
        shown.task = task_name(task, name);
        shown.index = i + 1;
        shown.principal = task.principal;
        if (shown.started.was_edited)
          result.notes.push_back({lines.line_at(action.begin), describe_edit(shown.started), shown.task, {}});
        result.actions.push_back(std::move(shown));
      }
    };
    visitor.on_old_item = [&](const OldItem& item) {
      result.notes.push_back(
          {lines.line_at(item.begin), "an old Task item: it has no actions as XML", item.name, {}});
    };
    read_deciding(text, visitor);
  } catch (const Malformed& malformed) {
    result.actions.clear();
    result.refusals.push_back(find_place(malformed, document));
  }
  return result;
}

}  // namespace taskxml
