#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/rewrite/wrap_plan.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_text.hpp"
#include "tests/unit/taskxml/support.hpp"

// Wrapped actions that somebody edited: what stands in the file may not get lost.
namespace taskxml::test {
namespace {

/// Natively, with sanitizers, as many as a quarter of a minute allows; under Wine they show that the same code runs there.
#ifdef _WIN32
constexpr std::size_t kEdits = 1000;
#else
constexpr std::size_t kEdits = 8000;
#endif

WrapOptions usual_options() {
  WrapOptions options;
  options.launcher = std::string(kLauncher);
  options.invocation.name = "N";
  return options;
}

/// An action that is wrapped, with these Arguments and what follows them.
std::string wrapped_with(std::string_view arguments, std::string_view more = {}) {
  return fmt::format("<Exec><Command>{}</Command><Arguments>{}</Arguments>{}</Exec>", kLauncher,
                     escape_text(arguments, false), more);
}

std::string directory_element(std::string_view directory) {
  return fmt::format("<WorkingDirectory>{}</WorkingDirectory>", directory);
}

struct Row {
  std::string exec;
  std::string command;
  std::optional<std::string> arguments;
  std::optional<std::string> directory;
};

TEST_SUITE("edited actions") {
  TEST_CASE("G13: --was counts only where the values that are there fit it exactly") {
    const std::string quiet = R"(--was-command "|C:\a b\x.exe| /q" -- "C:\a b\x.exe")";
    const std::vector<Row> rows{
        {wrapped_with(quiet + " /quiet /r"), "C:\\a b\\x.exe", "/quiet /r", std::nullopt},
        {wrapped_with(quiet + " /q\t/r"), "C:\\a b\\x.exe", "/q\t/r", std::nullopt},
        {wrapped_with(quiet + " /r"), "C:\\a b\\x.exe", "/r", std::nullopt},
        {wrapped_with(quiet), "C:\\a b\\x.exe", std::nullopt, std::nullopt},
        {wrapped_with(R"(--was-command "|C:\x.exe|" -- "C:\x.exe" /q)"), "C:\\x.exe", "/q", std::nullopt},
        {wrapped_with(R"(--was-command "C:\x.exe" -- "C:\y.exe")"), "C:\\y.exe", std::nullopt, std::nullopt},
        {wrapped_with(R"(--was quoted -- C:\x.exe)"), "C:\\x.exe", std::nullopt, std::nullopt},
        {wrapped_with(R"(--was quoted --was-command "|C:\a b\x.exe| /q" -- "C:\a b\x.exe" /q)"),
         "C:\\a b\\x.exe", "/q", std::nullopt},
        {wrapped_with(R"(--was empty-arguments -- "C:\x.exe" /q)"), "C:\\x.exe", "/q", std::nullopt},
        {wrapped_with(R"(--was empty-directory -- "C:\x.exe")", directory_element("C:\\own")), "C:\\x.exe",
         std::nullopt, "C:\\own"},
        {wrapped_with(R"(--chdir "C:\jobs" --was empty-directory -- "C:\x.exe")"), "C:\\x.exe", std::nullopt,
         "C:\\jobs"},
        {wrapped_with(R"(--was quoted-directory -- "C:\x.exe")", directory_element("C:\\own")), "C:\\x.exe",
         std::nullopt, "C:\\own"},
        {wrapped_with(R"(--chdir "C:\own" --was quoted-directory -- "C:\x.exe")",
                      directory_element("C:\\own")),
         "C:\\x.exe", std::nullopt, "C:\\own"},
        {wrapped_with(R"(--was no-directory -- "C:\x.exe")", directory_element("C:\\own")), "C:\\x.exe",
         std::nullopt, "C:\\own"},
        {wrapped_with(R"(--chdir "T:\" --was no-directory,empty-directory -- "C:\x.exe")"), "C:\\x.exe",
         std::nullopt, "T:\\"},
        {wrapped_with(R"(-- "C:\x.exe")", directory_element("C:\\own")), "C:\\x.exe", std::nullopt,
         "C:\\own"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.exec);
      const Unwrapped unwrapped = unwrap_exec(row.exec);
      CHECK(unwrapped.was_edited);
      const ExecValues values = values_of(read_exec(unwrapped.text));
      CHECK(values.command == row.command);
      CHECK(values.arguments == row.arguments);
      CHECK(values.directory == row.directory);
      const EffectiveAction shown = read_effective_action(row.exec);
      CHECK(shown.program == row.command);
      CHECK(shown.arguments == row.arguments.value_or(""));
      CHECK(shown.directory == row.directory.value_or(""));
      const std::string again = wrap_exec(row.exec, usual_options());
      CHECK(unwrap_exec(again).text == unwrapped.text);
      CHECK_FALSE(unwrap_exec(again).was_edited);
    }
  }

  TEST_CASE("G13: two directories are refused: neither can be dropped") {
    for (const char* const was : {"", "--was no-directory ", "--was empty-directory "}) {
      const std::string exec = wrapped_with(fmt::format(R"(--chdir "C:\jobs" {}-- "C:\x.exe")", was),
                                            directory_element("C:\\own"));
      CAPTURE(exec);
      CHECK_THROWS_WITH_AS(unwrap_exec(exec), doctest::Contains("WorkingDirectory"), Refusal);
      CHECK_THROWS_WITH_AS(wrap_exec(exec, usual_options()), doctest::Contains("WorkingDirectory"), Refusal);
    }
  }

  TEST_CASE("options may be edited without a doubt about the values") {
    const std::string exec =
        wrapped_with(R"(--timeout=5m --was quoted,empty-arguments --verbose -- "C:\a b\x.exe")");
    const Unwrapped unwrapped = unwrap_exec(exec);
    CHECK_FALSE(unwrapped.was_edited);
    CHECK(values_of(read_exec(unwrapped.text)).command == R"("C:\a b\x.exe")");
    CHECK(values_of(read_exec(unwrapped.text)).arguments == "");
  }

  TEST_CASE("an element with attributes is not removed when it has nothing more to say") {
    const std::string exec =
        "<Exec><Command>drivelaunch.exe</Command><Arguments k=\"v\">-- \"C:\\x.exe\"</Arguments></Exec>";
    CHECK(unwrap_exec(exec).text ==
          "<Exec><Command>C:\\x.exe</Command><Arguments k=\"v\"></Arguments></Exec>");
  }

  TEST_CASE("an empty --chdir means no directory") {
    const std::string exec = wrapped_with("--chdir \"\" -- \"C:\\x.exe\"");
    CHECK_FALSE(values_of(read_exec(unwrap_exec(exec).text)).directory.has_value());
  }

  TEST_CASE("G12: a comment of ours that was left over is one comment among others") {
    const std::string exec =
        "<Exec><Arguments>b</Arguments><Command>a.exe</Command>" + write_note("x") + "</Exec>";
    const std::string wrapped = wrap_exec(exec, usual_options());
    CHECK(unwrap_exec(wrapped).text == exec);
    CHECK_FALSE(unwrap_exec(wrapped).was_edited);
    CHECK(wrap_exec(wrapped, usual_options()) == wrapped);
    std::string edited = wrapped;
    edited.replace(edited.find("a.exe"), 5, "c.exe");
    CHECK(unwrap_exec(edited).was_edited);
    CHECK(read_effective_action(unwrap_exec(edited).text).program == "c.exe");
  }

  TEST_CASE("G13: what would be substituted is looked for in the text that will stand in Arguments") {
    for (const char* const command :
         {R"("C:\a b$"(Arg0).exe)", R"~(C:\a$"(Arg0)".exe)~", R"~("C:\a b$"$"x.exe")~"}) {
      CAPTURE(command);
      const std::string exec = exec_with(fmt::format("<Command>{}</Command>", command));
      CHECK_THROWS_WITH_AS(wrap_exec(exec, usual_options()), doctest::Contains("$( or $$"), Refusal);
    }
    WrapOptions options = usual_options();
    options.invocation.log = "C:\\logs\\$(Arg0).log";
    CHECK_THROWS_WITH_AS(wrap_exec(exec_with("<Command>a.exe</Command>"), options),
                         doctest::Contains("$( or $$"), Refusal);
    CHECK_NOTHROW(wrap_exec(exec_with("<Command>C:\\a$.exe</Command><Arguments>$(Arg0) $$</Arguments>"),
                            usual_options()));
  }
}

// Wrapped actions, edited at random.
TEST_SUITE("edited actions, properties") {
  constexpr std::array<std::string_view, 24> kPieces{" ",
                                                     "\t",
                                                     "\"",
                                                     "|",
                                                     "/q",
                                                     "uiet",
                                                     "--",
                                                     "--was quoted ",
                                                     " -- ",
                                                     "C:\\x",
                                                     "\\",
                                                     "a b",
                                                     ".exe",
                                                     "$",
                                                     "&",
                                                     "<",
                                                     "'",
                                                     ",",
                                                     "=",
                                                     "--chdir ",
                                                     "quoted",
                                                     "ü",
                                                     "empty-arguments",
                                                     "--verbose "};
  constexpr std::array<std::string_view, 8> kCommands{
      R"(C:\x.exe)",      R"("C:\a b\x.exe")", R"("C:\a b\x.exe" /q)", R"(C:\"a b"\x.exe)",
      R"("C:\a b\x.exe)", R"(C:\a b\x.exe)",   R"("C:\x.exe"  /q /r)", R"(cmd)"};
  constexpr std::array<std::string_view, 6> kArguments{"", "/q", "/q /r", " \"a b\" ", "/quiet", "\t/x"};
  constexpr std::array<std::string_view, 5> kDirectories{"", "C:\\own", "\"C:\\a b\"", "S:\\", " "};
  constexpr std::array<std::string_view, 5> kWords{"quoted", "empty-arguments", "empty-directory",
                                                   "quoted-directory", "no-directory"};

  template <std::size_t N>
  std::string any_of(Random & random, const std::array<std::string_view, N>& values) {
    return std::string(values[pick(random, N)]);
  }

  std::string random_original(Random & random) {
    std::vector<std::string> elements;
    const auto add = [&](std::string_view name, const std::string& value) {
      elements.push_back(fmt::format("<{0}>{1}</{0}>", name, escape_text(value, false)));
    };
    add("Command", any_of(random, kCommands));
    if (pick(random, 3) != 0) add("Arguments", any_of(random, kArguments));
    if (pick(random, 2) != 0) add("WorkingDirectory", any_of(random, kDirectories));
    if (pick(random, 3) == 0) std::shuffle(elements.begin(), elements.end(), random);
    std::string inside;
    for (const std::string& element : elements)
      inside += (pick(random, 4) == 0 ? "" : "\n  ") + element;
    return exec_with(inside + "\n");
  }

  /// One to three places of `text` changed.
  std::string edit_text(Random & random, std::string text) {
    for (std::size_t i = pick(random, 3) + 1; i > 0; --i) {
      const std::size_t at = pick(random, text.size() + 1);
      const std::size_t length = std::min(pick(random, 6), text.size() - at);
      text.replace(at, pick(random, 2) == 0 ? length : 0,
                   pick(random, 4) == 0 ? "" : any_of(random, kPieces));
    }
    return text;
  }

  /// One part of the line changed, and the line written as wrap does.
  std::string edit_parts(Random & random, const std::string& line) {
    launcher::Invocation invocation = launcher::parse_invocation(line);
    switch (pick(random, 5)) {
      case 0: {
        std::string words;
        for (const std::string_view word : kWords) {
          if (pick(random, 3) != 0) continue;
          words += (words.empty() ? "" : ",") + std::string(word);
        }
        invocation.was = words.empty() ? std::nullopt : std::optional(words);
        break;
      }
      case 1: {
        std::string command = any_of(random, kCommands);
        std::replace(command.begin(), command.end(), '"', '|');
        invocation.was_command = command;
        break;
      }
      case 2:
        invocation.tail = " " + any_of(random, kArguments) + (pick(random, 2) == 0 ? "" : "uiet /r");
        break;
      case 3:
        invocation.program = "D:\\new one.exe";
        break;
      default:
        invocation.chdir = pick(random, 3) == 0 ? "" : "D:\\new";
    }
    return launcher::print_invocation(invocation);
  }

  struct EditedAction {
    std::string text;
    std::vector<std::string> markers;  ///< what must still be there
  };

  EditedAction edit(Random & random, const std::string& wrapped) {
    const Exec exec = read_exec(wrapped);
    EditedAction edited{wrapped, {}};
    // From the end of the text to its beginning, so that the places stay right.
    if (exec.note && pick(random, 3) == 0) {
      const bool removes = pick(random, 2) == 0;
      const std::size_t begin = removes ? exec.note->begin : exec.note->content_begin;
      edited.text.replace(begin, (removes ? exec.note->end : exec.note->content_end) - begin,
                          removes ? "" : "<Command>C:\\e.exe</Command>");
    }
    std::string more;
    if (pick(random, 3) == 0) more += directory_element(escape_text(any_of(random, kDirectories), false));
    if (pick(random, 5) == 0) {
      edited.markers.emplace_back("<!-- remark -->");
      more += edited.markers.back();
    }
    edited.text.insert(std::max(exec.arguments->end, exec.command->end), more);
    if (pick(random, 4) != 0) {
      const std::string line = element_value(exec.content(*exec.arguments));
      const std::string changed = pick(random, 2) == 0 ? edit_parts(random, line) : edit_text(random, line);
      edited.text.replace(exec.arguments->content_begin,
                          exec.arguments->content_end - exec.arguments->content_begin,
                          escape_text(changed, false));
    }
    if (pick(random, 6) == 0) {
      edited.markers.emplace_back("k=\"v\"");
      edited.text.insert(exec.arguments->content_begin - 1, " k=\"v\"");
    }
    return edited;
  }

  /// Command and Arguments as one line, by the rule Windows has for the name of a program.
  std::pair<std::string, std::string> program_and_tail(const ExecValues& values) {
    const std::string command = values.command.value_or("");
    const bool has_quotes = command.find('"') != std::string::npos;
    const launcher::CommandLineWord word = launcher::read_word(command, 0);
    std::string tail = has_quotes ? command.substr(word.end) : std::string();
    const std::string arguments = values.arguments.value_or("");
    if (!arguments.empty()) tail += " " + arguments;
    return {has_quotes ? word.value : command, tail};
  }

  std::string without_pair(std::string text) {
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return text;
  }

  /// Whether the directory of the original is what stands in the edited action.
  bool is_directory_kept(const ExecValues& written, const launcher::Invocation& invocation,
                         const std::optional<std::string>& directory) {
    const std::string chdir = invocation.chdir.value_or("");
    const std::string own = written.directory.value_or("");
    const std::string is = directory.value_or("");
    if (!own.empty()) return is == own && (chdir.empty() || chdir == own);
    if (chdir.empty()) return without_pair(is).empty();
    return without_pair(is) == chdir || (!directory && has_word(invocation, kNoDirectory));
  }

  void check_edited(const EditedAction& edited, std::size_t& checked) {
    CAPTURE(edited.text);
    ExecValues written;
    launcher::Invocation invocation;
    Unwrapped unwrapped;
    std::string again;
    try {
      written = values_of(read_exec(edited.text));
      invocation = launcher::parse_invocation(written.arguments.value_or(""));
      unwrapped = unwrap_exec(edited.text);
    } catch (const Refusal&) {
      return;
    } catch (const launcher::Error&) {
      return;
    }
    ++checked;
    CAPTURE(unwrapped.text);
    const ExecValues values = values_of(read_exec(unwrapped.text));
    const auto [program, tail] = program_and_tail(values);
    REQUIRE(program == invocation.program);
    std::string expected_tail = invocation.tail;
    if (!expected_tail.empty()) expected_tail.front() = ' ';
    REQUIRE(tail == (expected_tail == " " ? "" : expected_tail));
    REQUIRE(is_directory_kept(written, invocation, values.directory));
    for (const std::string& marker : edited.markers)
      REQUIRE(unwrapped.text.find(marker) != std::string::npos);

    const EffectiveAction shown = read_effective_action(edited.text);
    const EffectiveAction after = read_effective_action(unwrapped.text);
    REQUIRE(shown.program == after.program);
    REQUIRE(shown.arguments == after.arguments);
    REQUIRE(shown.directory == after.directory);

    try {
      again = wrap_exec(edited.text, usual_options());
    } catch (const Refusal&) {
      return;
    }
    REQUIRE(unwrap_exec(again).text == unwrapped.text);
    for (const std::string& marker : edited.markers)
      REQUIRE(again.find(marker) != std::string::npos);
    const launcher::Invocation second =
        launcher::parse_invocation(values_of(read_exec(again)).arguments.value_or(""));
    REQUIRE(second.program == invocation.program);
    REQUIRE(second.tail == (expected_tail == " " ? "" : expected_tail));
  }

  TEST_CASE("G13: nothing that stands in an edited action is lost by unwrap, show or a second wrap") {
    const unsigned seed = std::random_device{}();
    MESSAGE("seed " << seed);
    Random random(seed);
    std::size_t checked = 0;
    for (std::size_t i = 0; i < kEdits; ++i) {
      WrapOptions options = usual_options();
      if (pick(random, 4) == 0) options.invocation.chdir = "T:\\";
      if (pick(random, 4) == 0) options.invocation.drives = {"S=\\\\srv\\share"};
      std::string wrapped;
      try {
        wrapped = wrap_exec(random_original(random), options);
      } catch (const Refusal&) {
        continue;
      }
      check_edited(edit(random, wrapped), checked);
    }
    MESSAGE(checked << " of " << kEdits << " edited actions read");
    CHECK(checked * 10 > kEdits * 3);
  }
}

}  // namespace
}  // namespace taskxml::test
