#include "taskxml/rewrite/rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/rewrite/diff.hpp"
#include "taskxml/rewrite/verify.hpp"
#include "taskxml/rewrite/verify_action.hpp"
#include "taskxml/rewrite/verify_bytes.hpp"
#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/rewrite/wrap_action.hpp"
#include "taskxml/rules/rules.hpp"
#include "taskxml/rules/start_rules.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/task/read_action.hpp"
#include "taskxml/task/read_deciding.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/task/uses.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/line_counter.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

bool is_beyond_ascii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

std::string_view describe(ActionKind kind) {
  switch (kind) {
    case ActionKind::com_handler:
      return "a ComHandler action is left alone: it starts no program";
    case ActionKind::send_email:
      return "a SendEmail action is left alone: it starts no program";
    case ActionKind::show_message:
      return "a ShowMessage action is left alone: it starts no program";
    default:
      return "an action of an unknown kind is left alone";
  }
}

/// The edit that makes the declaration say UTF-16, if one is needed.
std::optional<Edit> declaration_edit(std::string_view text) {
  const std::string_view declaration = text.substr(0, declaration_length(text));
  const std::size_t name = declaration.find("encoding");
  if (name == std::string_view::npos) return std::nullopt;
  const std::size_t open = declaration.find_first_of("\"'", name);
  const std::size_t close = declaration.find(declaration[open], open + 1);
  if (launcher::equals_ignoring_case(declaration.substr(open + 1, close - open - 1), "UTF-16"))
    return std::nullopt;
  return Edit{open + 1, close, "UTF-16"};
}

class Rewriter {
 public:
  Rewriter(const FileName& name, const Document& document, const RewriteRequest& request)
      : name_(name), document_(document), request_(request), lines_(document.text()) {}

  RewriteResult run() {
    TaskVisitor visitor;
    visitor.on_task = [this](const Task& task) { on_task(task); };
    visitor.on_old_item = [this](const OldItem& item) {
      note(item.begin, "an old Task item is left alone: it has no actions as XML", item.name,
           "Make it a task for Windows Vista and later (TaskV2)");
    };
    visitor.on_next_document = [this](std::size_t begin, std::size_t end) { check_declaration(begin, end); };
    read_deciding(document_.text(), visitor);
    if (!result_.is_refused()) finish();
    return std::move(result_);
  }

 private:
  /// Only the first declaration of a file is changed.
  void check_declaration(std::size_t begin, std::size_t end) {
    const std::string_view declaration = document_.text().substr(begin, end - begin);
    if (!request_.to_utf16 || !declaration_edit(declaration)) return;
    result_.refusals.push_back({lines_.line_at(begin),
                                "a later declaration names another encoding than UTF-16",
                                std::string(declaration), "Put each definition into a file of its own"});
  }

  void on_task(const Task& task) {
    const std::size_t line = lines_.line_at(task.begin);
    bool was_named = false;
    for (const Action& action : task.actions) {
      if (action.kind != ActionKind::exec) {
        if (!request_.unwraps)
          note(action.begin, describe(action.kind), std::string(task_name(task, name_)), {});
        continue;
      }
      ++result_.exec_count;
      execs_.push_back({action.begin, action.end});
      try {
        const std::optional<ReadAction> read = find_taken(task, action);
        if (!read) continue;
        ++result_.taken_count;
        if (!read->starts.own_command.empty()) {
          note(action.begin, "an action of drivelaunch itself is left alone: it starts no program",
               read->starts.own_command, {});
          continue;
        }
        if (request_.unwraps || !is_microsoft_task(task_name(task, name_)) || request_.selection.has_name()) {
          rewrite_exec(task, action, *read);
        } else if (!std::exchange(was_named, true)) {
          result_.notes.push_back({line, "a task of Windows is left alone",
                                   std::string(task_name(task, name_)), "Take it with --select name=GLOB"});
        }
      } catch (const Refusal& refusal) {
        refuse(task, action, refusal);
      }
    }
  }

  std::string_view text_of(const Action& action) const {
    return document_.text().substr(action.begin, action.end - action.begin);
  }

  /// An action that cannot be understood is taken by what can be said of its task alone, and then refused.
  std::optional<ReadAction> find_taken(const Task& task, const Action& action) const {
    ReadAction read;
    std::optional<Refusal> problem;
    try {
      if (request_.unwraps && !is_launcher(read_exec(std::string(text_of(action))))) return std::nullopt;
      require_own_namespace(action);
      read = read_action(std::string(text_of(action)));
    } catch (const Refusal& refusal) {
      problem = refusal;
    }
    const bool is_selected =
        request_.selection.matches({task_name(task, name_), task.principal.account(), read.starts});
    if (is_selected && problem) throw *problem;
    return is_selected ? std::optional(std::move(read)) : std::nullopt;
  }

  static bool is_launcher(const Exec& exec) {
    return exec.command && is_launcher_name(file_name_of(element_value(exec.content(*exec.command))));
  }

  void rewrite_exec(const Task& task, const Action& action, const ReadAction& before) {
    ReadAction after = request_.unwraps ? unwrap_one(task, action, before) : wrap_one(task, action, before);
    if (after.exec.text == before.exec.text) return;
    if (!request_.to_utf16 && !document_.survives(action.begin, action.end)) {
      throw Refusal("characters that the code page has twice would not keep their bytes", {},
                    "Convert the file to UTF-16 first");
    }
    verify_action(before, after);
    ++result_.changed_count;
    edits_.push_back({action.begin, action.end, std::move(after.exec.text)});
  }

  /// What a wrapped action was before; any other as it is.
  ReadAction unwrap_one(const Task& task, const Action& action, const ReadAction& before) {
    if (!before.starts.is_wrapped) return before;
    Unwrapped unwrapped = unwrap_exec(before.exec.text);
    if (unwrapped.was_edited) note(action.begin, kEditedSince, std::string(task_name(task, name_)), {});
    return read_action(std::move(unwrapped.text));
  }

  ReadAction wrap_one(const Task& task, const Action& action, const ReadAction& before) {
    std::optional<ReadAction> unwrapped;
    if (before.starts.is_wrapped) unwrapped = unwrap_one(task, action, before);
    const WrapOptions options = wrap_options_for(task, name_, document_, request_);
    ReadAction after = wrap_action(unwrapped ? *unwrapped : before, options);
    EffectiveAction started = before.starts;
    started.is_wrapped = true;
    started.invocation = options.invocation;
    started.written.command = options.launcher;
    report_start_problems(action, started);
    return after;
  }

  /// What diagnose would find in the wrapped action, of all that does not hang on the machine. That a
  /// directory of the task is on a letter nobody connects is not reported by wrap: it may be a local disk.
  void report_start_problems(const Action& action, const EffectiveAction& wrapped) {
    const auto say = [&](std::string_view id, std::string about) {
      const Rule& rule = find_rule(id);
      note(action.begin, rule.what, std::move(about), std::string(rule.cure));
    };
    for (StartProblem& problem : check_start(wrapped))
      say(problem.id, std::move(problem.about));
    if (!request_.invocation.chdir) return;
    std::string letters = find_uses_of_path(*request_.invocation.chdir).letters;
    std::erase(letters, 'C');
    if (!unconnected_letters(*wrapped.invocation, letters).empty())
      say("wrapped-letter", "--chdir " + *request_.invocation.chdir);
  }

  void finish() {
    if (request_.to_utf16) {
      if (document_.encoding() == Encoding::unknown_8_bit) {
        result_.refusals.push_back(
            {1,
             "bytes that are not UTF-8 cannot be converted",
             {},
             "Say which code page the file was written in: --input-encoding cp850; chcp shows a console's"});
        return;
      }
      if (auto edit = declaration_edit(document_.text())) edits_.insert(edits_.begin(), std::move(*edit));
    }
    result_.bytes =
        request_.to_utf16 ? encode_utf16_file(document_.apply_to_text(edits_)) : document_.apply(edits_);
    if (result_.bytes.size() > request_.largest_result) {
      result_.bytes.clear();
      result_.refusals.push_back(
          {1,
           "the result would be larger than 256 MB, and nothing could read it again",
           {},
           "Put its tasks into several files; --encoding keep makes the smaller result"});
      return;
    }
    result_.has_changed = result_.bytes != document_.bytes();
    if (result_.has_changed) prove();
    if (request_.wants_diff) {
      result_.diff =
          unified_diff(name_.shown, name_.shown + (request_.unwraps ? " (unwrapped)" : " (wrapped)"),
                       document_.text(), edits_);
    }
  }

  /// That each changed action can take the place of the one before it was shown when it was written.
  void prove() {
    if (!request_.to_utf16 && document_.encoding() != Encoding::code_page) {
      verify_bytes(document_, edits_, result_.bytes);
      return;
    }
    Document after = Document::decode(std::move(result_.bytes), request_.input_encoding);
    verify_rewrite(document_.text(), execs_, declaration_length(document_.text()), after.text(),
                   declaration_length(after.text()));
    result_.bytes = std::move(after).take_bytes();
  }

  void note(std::size_t offset, std::string_view what, std::string offender, std::string advice) {
    result_.notes.push_back(
        {lines_.line_at(offset), std::string(what), std::move(offender), std::move(advice)});
  }

  void refuse(const Task& task, const Action& action, const Refusal& refusal) {
    const std::string_view task_of = task_name(task, name_);
    // What was found in the unwrapped form of a wrapped action can lie beyond its end.
    const std::size_t offset = std::min(refusal.offset(), action.end - action.begin);
    std::string what = refusal.what();
    if (!task_of.empty() && task_of != name_.relative) what = fmt::format("{}: {}", task_of, what);
    result_.refusals.push_back(
        {lines_.line_at(action.begin + offset), std::move(what), refusal.offender(), refusal.advice()});
  }

  const FileName& name_;
  const Document& document_;
  const RewriteRequest& request_;
  LineCounter lines_;
  std::vector<Edit> edits_;
  std::vector<Span> execs_;
  RewriteResult result_;
};

}  // namespace

WrapOptions wrap_options_for(const Task& task, const FileName& file, const Document& document,
                             const RewriteRequest& request) {
  WrapOptions options;
  options.invocation = request.invocation;
  options.ascii_only = document.needs_ascii() && !request.to_utf16;
  options.has_unknown_bytes = document.encoding() == Encoding::unknown_8_bit;
  options.launcher = request.launcher.value_or(
      std::string(task.principal.is_interactive() ? kLauncherWithoutWindow : kLauncher));
  if (!options.invocation.name) {
    std::string name = label_for(file.is_registered ? file.relative : task.name());
    if (options.has_unknown_bytes && is_beyond_ascii(name)) {
      throw Refusal("the task's name holds bytes that are not UTF-8", {},
                    "Say which code page the file was written in (--input-encoding cp850), or give --name");
    }
    // On Linux a file's name can be any bytes.
    if (name.empty()) name = label_for(launcher::as_utf8(file.stem));
    if (!name.empty()) options.invocation.name = name;
  }
  return options;
}

RewriteResult rewrite(const FileName& name, std::string bytes, const RewriteRequest& request) {
  std::optional<Document> document;
  try {
    document = Document::decode(std::move(bytes), request.input_encoding);
    return Rewriter(name, *document, request).run();
  } catch (const Malformed& malformed) {
    RewriteResult result;
    result.refusals.push_back(find_place(malformed, document));
    return result;
  }
}

}  // namespace taskxml
