#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "taskxml/rewrite/unwrap.hpp"
#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/task/original.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

/// Natively, with sanitizers, one takes some ten times as long as under Wine.
#ifdef _WIN32
constexpr std::size_t kActions = 20000;
#else
constexpr std::size_t kActions = 5000;
#endif

WrapOptions options_named(std::string name = "Nightly") {
  WrapOptions options;
  options.launcher = std::string(kLauncher);
  options.invocation.name = std::move(name);
  return options;
}

std::string exec_of(std::string_view command, std::optional<std::string_view> arguments = std::nullopt,
                    std::optional<std::string_view> directory = std::nullopt) {
  std::string inside = fmt::format("\n  <Command>{}</Command>\n", command);
  if (arguments) inside += fmt::format("  <Arguments>{}</Arguments>\n", *arguments);
  if (directory) inside += fmt::format("  <WorkingDirectory>{}</WorkingDirectory>\n", *directory);
  return exec_with(inside);
}

std::string arguments_of(const std::string& exec) {
  return values_of(read_exec(exec)).arguments.value_or("(none)");
}

std::string refusal_of(const std::string& exec, const WrapOptions& options = options_named()) {
  try {
    wrap_exec(exec, options);
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return "(wrapped)";
}

TEST_SUITE("wrap") {
  TEST_CASE("a wrapped action starts the launcher with the old action in its Arguments") {
    const std::string wrapped =
        wrap_exec(exec_of("S:\\tools\\backup.exe", "--full \"a b\"", "S:\\jobs"), options_named());
    CHECK(wrapped ==
          "<Exec>\n"
          "  <Command>C:\\Program Files\\DriveLaunch\\drivelaunch.exe</Command>\n"
          "  <Arguments>--name \"Nightly\" --chdir \"S:\\jobs\" -- \"S:\\tools\\backup.exe\" --full \"a "
          "b\"</Arguments>\n"
          "</Exec>");
  }

  TEST_CASE("Arguments are added after Command, indented as it is, and go again") {
    const std::string exec = exec_of("S:\\a.exe");
    const std::string wrapped = wrap_exec(exec, options_named());
    CHECK(wrapped.find("</Command>\n  <Arguments>--name \"Nightly\" -- \"S:\\a.exe\"</Arguments>\n</Exec>") !=
          std::string::npos);
    CHECK(unwrap_exec(wrapped).text == exec);
  }

  TEST_CASE("what Arguments cannot show is kept in --was and --was-command") {
    struct Row {
      std::string exec;
      std::string arguments;
    };
    const std::vector<Row> rows{
        {exec_of("\"S:\\two words\\a.exe\""), R"(--name "Nightly" --was quoted -- "S:\two words\a.exe")"},
        {exec_of("S:\\a.exe", "", ""),
         R"(--name "Nightly" --was empty-arguments,empty-directory -- "S:\a.exe")"},
        {exec_of("S:\\a.exe", std::nullopt, "\"S:\\x y\""),
         R"(--name "Nightly" --chdir "S:\x y" --was quoted-directory -- "S:\a.exe")"},
        {exec_of("\"S:\\two words\\a.exe", "/q"),
         R"(--name "Nightly" --was-command "|S:\two words\a.exe" -- "S:\two words\a.exe" /q)"},
        {exec_of("S:\\\"two words\"\\a.exe"),
         R"(--name "Nightly" --was-command "S:\|two words|\a.exe" -- "S:\two words\a.exe")"},
        {exec_of("\"S:\\a.exe\" /in command", "/q"),
         R"(--name "Nightly" --was-command "|S:\a.exe| /in command" -- "S:\a.exe" /in command /q)"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.exec);
      const std::string wrapped = wrap_exec(row.exec, options_named());
      CHECK(arguments_of(wrapped) == row.arguments);
      CHECK(wrapped.find("<!--") == std::string::npos);
      CHECK(unwrap_exec(wrapped).text == row.exec);
    }
  }

  TEST_CASE("text moves as it is written: references, CDATA and comments") {
    const std::string wrapped =
        wrap_exec(exec_of("S:\\R&amp;D\\<![CDATA[a&b]]>.exe", "&#65;<!-- c --> &gt;", "S:\\O&apos;Brien"),
                  options_named());
    CHECK(wrapped.find("--chdir \"S:\\O&apos;Brien\" -- \"S:\\R&amp;D\\<![CDATA[a&b]]>.exe\" &#65;<!-- c --> "
                       "&gt;</Arguments>") != std::string::npos);
    CHECK(wrapped.find("drivelaunch keeps") == std::string::npos);
  }

  TEST_CASE("G12: a layout that cannot be rebuilt is kept in one comment") {
    const std::string exec =
        "<Exec><WorkingDirectory>S:\\a--b</WorkingDirectory>  <Command>S:\\x.exe</Command><!-- - "
        "-->\n</Exec>";
    const std::string wrapped = wrap_exec(exec, options_named());
    CHECK(wrapped.find(
              "<!-- drivelaunch keeps the original: <WorkingDirectory>S:\\a-&#45;b</WorkingDirectory>  "
              "<Command>S:\\x.exe</Command><!-&#45; - -&#45;>\n -->") != std::string::npos);
    CHECK(unwrap_exec(wrapped).text == exec);
    CHECK_FALSE(unwrap_exec(wrapped).was_edited);
    CHECK(wrap_exec(wrapped, options_named()) == wrapped);
  }

  TEST_CASE("G12: the comment is read back exactly whatever dashes and references it holds") {
    for (const std::string_view text :
         {"--", "---", "-&#45;", "&#45;&#45;", "&amp;#45;", "-&amp;amp;#45;-", "- -", "-", "&amp;amp;",
          "&#45", "&#45;-", "-->", "&amp;#45;&#45;--&amp;"}) {
      CAPTURE(text);
      const std::string note = write_note(text);
      const std::string_view content = std::string_view(note).substr(4, note.size() - 7);
      CHECK(content.find("--") == std::string_view::npos);
      CHECK_FALSE(content.ends_with('-'));
      const std::size_t begin = note.find("original: ") + 10;
      CHECK(read_note(std::string_view(note).substr(begin, note.size() - begin - 4)) == text);
    }
  }

  TEST_CASE("of two comments of ours the last one is believed, if it fits") {
    const std::string exec =
        "<Exec><WorkingDirectory>S:\\jobs</WorkingDirectory><Command>S:\\x.exe</Command></Exec>";
    const std::string forged = write_note("<Command>S:\\y.exe</Command>");
    std::string wrapped = wrap_exec(exec, options_named());
    wrapped.insert(wrapped.find("</Exec>"), forged);
    const Unwrapped unwrapped = unwrap_exec(wrapped);
    CHECK(unwrapped.was_edited);
    CHECK(read_effective_action(unwrapped.text).program == "S:\\x.exe");
    CHECK(read_effective_action(unwrapped.text).directory == "S:\\jobs");
    CHECK(unwrapped.text.find("y.exe") == std::string::npos);
  }

  TEST_CASE("an action edited after it was wrapped gives its values back, and says so") {
    const std::string exec =
        "<Exec><WorkingDirectory>S:\\jobs</WorkingDirectory><Command>S:\\x.exe</Command></Exec>";
    std::string wrapped = wrap_exec(exec, options_named());
    wrapped.replace(wrapped.find("-- \"S:\\x.exe\""), 12, "-- \"T:\\y.exe\"");
    const Unwrapped unwrapped = unwrap_exec(wrapped);
    CHECK(unwrapped.was_edited);
    const EffectiveAction started = read_effective_action(unwrapped.text);
    CHECK(started.program == "T:\\y.exe");
    CHECK(started.directory == "S:\\jobs");
    CHECK(unwrapped.text.find("drivelaunch keeps") == std::string::npos);
  }

  TEST_CASE("an action somebody wrote by hand is unwrapped by what it says") {
    struct Row {
      std::string arguments;
      std::string program;
      std::string tail;
      std::string directory;
    };
    const std::vector<Row> rows{
        {"run --chdir=S:\\jobs --only S -- S:\\a.exe /x", "S:\\a.exe", "/x", "S:\\jobs"},
        {"--config D:\\d.ini --   \"S:\\a b.exe\"\t/x  /y ", "S:\\a b.exe", "/x  /y ", ""},
        {"--chdir \"\" -- S:\\a&amp;b.exe", "S:\\a&b.exe", "", ""},
        {"<![CDATA[--chdir \"S:\\R&D\" -- \"S:\\a&b.exe\" /x & /y]]>", "S:\\a&b.exe", "/x & /y", "S:\\R&D"},
        {"--name \"--chdir\" -- x", "x", "", ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.arguments);
      const std::string exec = exec_of("\"D:\\apps\\DRIVELAUNCHW.exe\"", row.arguments);
      const EffectiveAction wrapped = read_effective_action(exec);
      const EffectiveAction unwrapped = read_effective_action(unwrap_exec(exec).text);
      CHECK(wrapped.is_wrapped);
      CHECK_FALSE(unwrapped.is_wrapped);
      for (const EffectiveAction& started : {wrapped, unwrapped}) {
        CHECK(started.program == row.program);
        CHECK(started.arguments == row.tail);
        CHECK(started.directory == row.directory);
      }
    }
  }

  TEST_CASE("wrap of a wrapped action is wrap of its unwrapped form with the new options") {
    const std::string exec = exec_of("\"S:\\x y.exe\"", "/q", "S:\\jobs");
    WrapOptions other = options_named("Other");
    other.invocation.config = "D:\\drives.ini";
    other.launcher = "D:\\apps\\drivelaunchw.exe";
    CHECK(wrap_exec(wrap_exec(exec, options_named()), other) == wrap_exec(exec, other));
  }

  TEST_CASE("a --chdir of our own is no part of the task") {
    WrapOptions options = options_named();
    options.invocation.chdir = "T:\\";
    const std::string exec = exec_of("S:\\a.exe");
    const std::string wrapped = wrap_exec(exec, options);
    CHECK(arguments_of(wrapped) == R"(--name "Nightly" --chdir "T:\" --was no-directory -- "S:\a.exe")");
    CHECK(unwrap_exec(wrapped).text == exec);
    CHECK(refusal_of(exec_of("S:\\a.exe", "", "S:\\"), options).find("--chdir was given as well") !=
          std::string::npos);
  }

  TEST_CASE("new text keeps to ASCII where the file's code page is not known") {
    WrapOptions options = options_named("Nächtlich \xF0\x9F\x8C\x99");
    options.ascii_only = true;
    const std::string exec = exec_of("S:\\a.exe");
    const std::string wrapped = wrap_exec(exec, options);
    CHECK(wrapped.find("--name \"N&#xE4;chtlich &#x1F319;\"") != std::string::npos);
    CHECK(arguments_of(wrapped).find("Nächtlich \xF0\x9F\x8C\x99") != std::string::npos);
    CHECK(unwrap_exec(wrapped).text == exec);
  }

  TEST_CASE("the limits of Windows hold to the character") {
    const std::size_t fixed =
        arguments_of(wrap_exec(exec_of("S:\\a.exe", "x"), options_named())).size() - 1 + kLauncher.size() + 3;
    CHECK(refusal_of(exec_of("S:\\a.exe", std::string(32766 - fixed, 'x'))) == "(wrapped)");
    CHECK(refusal_of(exec_of("S:\\a.exe", std::string(32767 - fixed, 'x'))).find("32767 characters") !=
          std::string::npos);
    CHECK(refusal_of(exec_of("S:\\a.exe", "", std::string(258, 'd'))) == "(wrapped)");
    CHECK(refusal_of(exec_of("S:\\a.exe", "", std::string(259, 'd'))).find("longer than 258") !=
          std::string::npos);
    // Of the line "C:\Windows\System32\cmd.exe" /c ""S:\a.bat" xxx" 46 characters are not the x.
    CHECK(refusal_of(exec_of("S:\\a.bat", std::string(8191 - 46, 'x'))) == "(wrapped)");
    CHECK(refusal_of(exec_of("S:\\a.bat", std::string(8192 - 46, 'x'))).find("8192 characters") !=
          std::string::npos);
  }

  TEST_CASE("the launcher is recognised by its file name, whatever stands around it") {
    for (const char* const name : {"drivelaunch.exe", "drivelaunch", "DriveLaunchW.EXE"})
      CHECK(is_launcher_name(name));
    for (const char* const name : {"drivelaunch.cmd", "mydrivelaunch.exe", "drivelaunchx.exe", ""})
      CHECK_FALSE(is_launcher_name(name));
    CHECK(file_name_of("\"C:\\a b\\x.exe\" ") == "x.exe");
    CHECK(file_name_of("C:/a/x.exe") == "x.exe");
    CHECK(file_name_of("x.exe") == "x.exe");
  }

  TEST_CASE("a label holds nothing that Task Scheduler or the command line would take for something else") {
    CHECK(label_for("\\Backup\\Nightly") == "Backup\\Nightly");
    CHECK(label_for("\\a $(Arg0) \" %X%\n") == "a _(Arg0) _ _X__");
  }
}

// Whoever may edit a task's Command or directory, or pass it arguments, must not be able to choose the
// launcher's options by it.
TEST_SUITE("smuggling") {
  /// What the launcher sees of a wrapped action must be what the original starts, and no other option.
  void check_harmless(const std::string& exec, std::string_view program, std::string_view tail,
                      std::string_view directory) {
    CAPTURE(exec);
    const std::string wrapped = wrap_exec(exec, options_named());
    const launcher::Invocation invocation = launcher::parse_invocation(arguments_of(wrapped));
    CHECK(invocation.program == program);
    CHECK(invocation.tail == tail);
    CHECK(invocation.chdir.value_or("") == directory);
    CHECK(invocation.name == "Nightly");
    launcher::Invocation rest = invocation;
    for (auto* const known : {&rest.chdir, &rest.name, &rest.was, &rest.was_command, &rest.quotes})
      known->reset();
    rest.program.clear();
    rest.program_token.clear();
    rest.tail.clear();
    rest.has_program = false;
    CHECK(rest == launcher::Invocation{});
    CHECK(unwrap_exec(wrapped).text == exec);
  }

  TEST_CASE("G13: a Command that looks like options stays one program name") {
    check_harmless(exec_of("-- C:\\evil.exe"), "-- C:\\evil.exe", "", "");
    check_harmless(exec_of("--config C:\\evil.ini"), "--config C:\\evil.ini", "", "");
    check_harmless(exec_of("--", "--config x"), "--", " --config x", "");
    check_harmless(exec_of("a.exe", "-- C:\\evil.exe --config x"), "a.exe", " -- C:\\evil.exe --config x",
                   "");
    check_harmless(exec_of("\"a.exe\" -- C:\\evil.exe"), "a.exe", " -- C:\\evil.exe", "");
    check_harmless(exec_of("a.exe\\"), "a.exe\\", "", "");
  }

  TEST_CASE("G13: a directory that ends in a backslash or looks like options stays one directory") {
    check_harmless(exec_of("a.exe", "x", "S:\\"), "a.exe", " x", "S:\\");
    check_harmless(exec_of("a.exe", "x", "S:\\\\"), "a.exe", " x", "S:\\\\");
    check_harmless(exec_of("a.exe", "x", "S:\\a --config b -- c"), "a.exe", " x", "S:\\a --config b -- c");
    check_harmless(exec_of("a.exe", "x", "--config"), "a.exe", " x", "--config");
    check_harmless(exec_of("a.exe", "x", " "), "a.exe", " x", " ");
  }

  TEST_CASE("G13: quotes in a directory are refused however they are written") {
    for (const char* const directory :
         {"S:\\a\" --config \"x", "S:\\a&quot; --config &quot;x", "S:\\a&#34; -- &#x22;x", "\"", "a\"b",
          "\"a\" \"b\"", "\"\"\"", "<![CDATA[a\" -- \"b]]>"}) {
      CAPTURE(directory);
      CHECK(refusal_of(exec_of("a.exe", "x", directory)).find("WorkingDirectory has a quote") !=
            std::string::npos);
    }
  }

  TEST_CASE(
      "G13: what Task Scheduler substitutes is refused in Command and directory, and kept in Arguments") {
    for (const char* const text : {"$(Arg0)", "a$(Arg1)b", "$$", "a$$(Arg0)", "$&#x28;Arg0)", "&#36;(Arg0)",
                                   "&#36;&#36;", "$<!-- -->$", "<![CDATA[$]]>(Arg0)"}) {
      CAPTURE(text);
      CHECK(refusal_of(exec_of(text)).find("Command holds $( or $$") != std::string::npos);
      CHECK(refusal_of(exec_of("a.exe", "x", text)).find("WorkingDirectory holds $( or $$") !=
            std::string::npos);
    }
    check_harmless(exec_of("a$.exe", "$(Arg0) $$", "S:\\$"), "a$.exe", " $(Arg0) $$", "S:\\$");
  }

  TEST_CASE(
      "G13: a name that was split at a blank is marked, so that the launcher looks for it, and no other is") {
    const auto was_of = [](const std::string& exec) {
      const std::string wrapped = wrap_exec(exec, options_named());
      CHECK(unwrap_exec(wrapped).text == exec);
      return launcher::parse_invocation(arguments_of(wrapped)).was.value_or("");
    };
    CHECK(was_of(exec_of("C:\\Program", "Files\\App\\app.exe -v")) == "split");
    CHECK(was_of(exec_of("C:\\Program", "Files\\App\\app.exe $(Arg0)")) == "split");
    for (const char* const arguments :
         {"$(Arg0)", "x $(Arg0)", "-f C:\\x\\y.exe", "\"Files\\App\\app.exe\"", "app.exe"}) {
      CAPTURE(arguments);
      CHECK(was_of(exec_of("C:\\Program", arguments)).empty());
    }
    CHECK(was_of(exec_of("C:\\tools\\missing.exe", "x\\app.exe")).empty());
    CHECK(was_of(exec_of("\"C:\\Program\"", "Files\\App\\app.exe")) == "quoted");
    CHECK(refusal_of(exec_of("C:\\Program", "Files\\$(Arg0)\\app.exe"))
              .find("Command ends at a blank, and the rest of the name in Arguments has $( or $$") !=
          std::string::npos);
  }

  TEST_CASE("G13: what a %VARIABLE% brings into a wrapped action is a value, or the run refuses the line") {
    const std::string exec = exec_of("C:\\x.exe", "/x \"a b\"", "%BASE%\\jobs");
    const std::string wrapped = wrap_exec(exec, options_named());
    CHECK(arguments_of(wrapped) ==
          "--quotes 8 --name \"Nightly\" --chdir \"%BASE%\\jobs\" -- \"C:\\x.exe\" /x \"a b\"");
    CHECK(unwrap_exec(wrapped).text == exec);
    CHECK(wrap_exec(wrapped, options_named()) == wrapped);
    for (const char* const value : {"a\" --log \"b", "a\" -- \"C:\\evil.exe"}) {
      std::string line = arguments_of(wrapped);
      line.replace(line.find("%BASE%"), 6, value);
      const launcher::Invocation invocation = launcher::parse_invocation(line);
      CHECK_THROWS_WITH_AS(
          launcher::require_counted_quotes(line, invocation),
          "bad command line: --quotes 8: the line has other quotes than taskxml gave it: a "
          "%VARIABLE% in it has brought some, or the line was edited. Look at the variables of "
          "the task's account (set); for a line that was edited, leave --quotes out.",
          launcher::Error);
    }
  }

  TEST_CASE("G13: a parameter that is passed at start reaches only the program, whatever it holds") {
    const std::string wrapped = wrap_exec(exec_of("S:\\a.exe", "/x $(Arg0)", "S:\\jobs"), options_named());
    for (const char* const parameter :
         {"\" -- \"C:\\evil.exe", "-- C:\\evil.exe", "--config \"x\"", "\\", "\""}) {
      std::string line = arguments_of(wrapped);
      line.replace(line.find("$(Arg0)"), 7, parameter);
      const launcher::Invocation invocation = launcher::parse_invocation(line);
      CHECK(invocation.program == "S:\\a.exe");
      CHECK(invocation.chdir == "S:\\jobs");
      CHECK_FALSE(invocation.config);
      CHECK(invocation.tail == fmt::format(" /x {}", parameter));
    }
  }

  TEST_CASE("G13: a line break, a tab or a NUL cannot end a value early") {
    for (const char* const text : {"a\nb", "a&#10;b", "a&#13;b", "a\tb", "a&#9;b"}) {
      CHECK(refusal_of(exec_of(text)).find("Command holds a line break") != std::string::npos);
      CHECK(refusal_of(exec_of("a.exe", "x", text)).find("WorkingDirectory holds a line break") !=
            std::string::npos);
    }
  }

  TEST_CASE("G13: a comment that claims another original is not believed") {
    const std::string wrapped =
        wrap_exec("<Exec><WorkingDirectory>S:\\jobs</WorkingDirectory><Command>S:\\x.exe</Command></Exec>",
                  options_named());
    std::string forged = wrapped;
    const std::size_t at = forged.rfind("S:\\x.exe");
    forged.replace(at, 8, "C:\\e.exe");
    const Unwrapped unwrapped = unwrap_exec(forged);
    CHECK(unwrapped.was_edited);
    CHECK(read_effective_action(unwrapped.text).program == "S:\\x.exe");
  }
}

// Random actions over the alphabet that hurts.
TEST_SUITE("wrap properties") {
  struct Generated {
    std::string exec;
    std::string command;  ///< values
    std::optional<std::string> arguments;
    std::optional<std::string> directory;
  };

  struct Piece {
    std::string_view written;
    std::string_view value;
  };
  constexpr std::array<Piece, 30> kPieces{{{"S:\\", "S:\\"},
                                           {"a", "a"},
                                           {" ", " "},
                                           {"-", "-"},
                                           {"--", "--"},
                                           {"\"", "\""},
                                           {"&quot;", "\""},
                                           {"&amp;", "&"},
                                           {"&lt;", "<"},
                                           {"&#45;", "-"},
                                           {"&amp;#45;", "&#45;"},
                                           {"\\", "\\"},
                                           {"$", "$"},
                                           {"(", "("},
                                           {"%X%", "%X%"},
                                           {"|", "|"},
                                           {".exe", ".exe"},
                                           {"<![CDATA[&<]]>", "&<"},
                                           {"<![CDATA[\"]]>", "\""},
                                           {"<![CDATA[ ]]>", " "},
                                           {"<!-- c -->", ""},
                                           {"<!-- - -->", ""},
                                           {"ü", "ü"},
                                           {"\xF0\x9F\x92\xBE", "\xF0\x9F\x92\xBE"},
                                           {"&#x1F4BE;", "\xF0\x9F\x92\xBE"},
                                           {"--config", "--config"},
                                           {"=", "="},
                                           {"'", "'"},
                                           {"&gt;", ">"},
                                           {"/", "/"}}};

  std::pair<std::string, std::string> random_text(Random & random, std::size_t most) {
    std::string written;
    std::string value;
    for (std::size_t i = pick(random, most + 1); i > 0; --i) {
      const Piece& piece = kPieces[pick(random, kPieces.size())];
      written += piece.written;
      value += piece.value;
    }
    return {written, value};
  }

  Generated random_exec(Random & random) {
    static constexpr std::array<std::string_view, 6> kGaps{"",  "\n    ",           "\r\n      ",
                                                           " ", "\n<!-- gap -->\n", "\t"};
    const auto gap = [&] { return kGaps[pick(random, kGaps.size())]; };
    Generated generated;
    std::vector<std::string> elements;
    auto [written, value] = random_text(random, 6);
    generated.command = value;
    elements.push_back(fmt::format("<Command>{}</Command>", written));
    if (pick(random, 3) != 0) {
      auto [arguments, arguments_value] = random_text(random, 8);
      generated.arguments = arguments_value;
      elements.push_back(arguments.empty() && pick(random, 2) == 0
                             ? "<Arguments />"
                             : fmt::format("<Arguments>{}</Arguments>", arguments));
    }
    if (pick(random, 3) != 0) {
      auto [directory, directory_value] = random_text(random, 4);
      generated.directory = directory_value;
      elements.push_back(fmt::format("<WorkingDirectory>{}</WorkingDirectory>", directory));
    }
    if (pick(random, 4) == 0) elements.push_back("<HideAppWindow>true</HideAppWindow>");
    if (pick(random, 4) == 0) std::shuffle(elements.begin(), elements.end(), random);
    const std::string_view usual = gap();
    std::string inside;
    for (const std::string& element : elements)
      inside += std::string(pick(random, 5) == 0 ? gap() : usual) + element;
    generated.exec = exec_with(inside + std::string(gap()));
    return generated;
  }

  TEST_CASE("G12 G13: a random action is restored to the byte and starts what it started, or is refused") {
    const unsigned seed = std::random_device{}();
    MESSAGE("seed " << seed);
    Random random(seed);
    std::size_t wrapped_count = 0;
    for (std::size_t i = 0; i < kActions; ++i) {
      const Generated generated = random_exec(random);
      CAPTURE(generated.exec);
      std::string wrapped;
      try {
        wrapped = wrap_exec(generated.exec, options_named());
      } catch (const Refusal&) {
        continue;
      }
      ++wrapped_count;
      REQUIRE(unwrap_exec(wrapped).text == generated.exec);
      REQUIRE(wrap_exec(wrapped, options_named()) == wrapped);
      const EffectiveAction before = read_effective_action(generated.exec);
      const EffectiveAction after = read_effective_action(wrapped);
      REQUIRE(after.is_wrapped);
      REQUIRE(after.program == before.program);
      REQUIRE(after.arguments == before.arguments);
      REQUIRE(after.directory == before.directory);
      REQUIRE_FALSE(after.was_edited);
      const ExecValues original = find_original(after.written, *after.invocation).values;
      REQUIRE(original.command == before.written.command);
      REQUIRE(original.arguments == before.written.arguments);
      REQUIRE(original.directory == before.written.directory);
      const launcher::Invocation invocation = launcher::parse_invocation(arguments_of(wrapped));
      // What Windows would make of Command and Arguments, by the rule for a program's name.
      const bool has_quotes = generated.command.find('"') != std::string::npos;
      const launcher::CommandLineWord word = launcher::read_word(generated.command, 0);
      const std::string program = has_quotes ? word.value : generated.command;
      const std::string rest = has_quotes ? generated.command.substr(word.end) : std::string();
      const std::string arguments = generated.arguments.value_or("");
      REQUIRE(invocation.program == program);
      std::string tail = rest;
      if (!arguments.empty()) tail += ' ';
      tail += arguments;
      REQUIRE(invocation.tail == tail);
      std::string directory = generated.directory.value_or("");
      std::erase(directory, '"');
      REQUIRE(invocation.chdir.value_or("") == directory);
      REQUIRE_FALSE(invocation.config);
      REQUIRE(invocation.name == "Nightly");
    }
    MESSAGE(wrapped_count << " of " << kActions << " wrapped");
    CHECK(wrapped_count * 5 > kActions);
  }
}

}  // namespace
}  // namespace taskxml::test
