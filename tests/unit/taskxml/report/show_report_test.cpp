#include <doctest/doctest.h>

#include <string>

#include "launcher/text/json_text.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/report/show_report.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

std::string report_of(Format format, const std::string& bytes) {
  const FileName name{"nightly.xml", "nightly.xml", "nightly"};
  const ShowResult result = show(name, bytes, std::nullopt);
  std::string report = report_begin(format);
  bool is_first = true;
  for (const ShownAction& action : result.actions) {
    report += report_action(format, name.shown, action, is_first);
    is_first = false;
  }
  return report + report_end(format, is_first);
}

const std::string kTask =
    "<Task xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"
    "<RegistrationInfo><URI>\\Backup\\Nightly</URI></RegistrationInfo>\n"
    "<Principals><Principal id=\"A\"><UserId>CONTOSO\\svc</UserId><LogonType>Password</LogonType>"
    "<RunLevel>HighestAvailable</RunLevel></Principal></Principals>\n"
    "<Actions Context=\"A\">\n"
    "<Exec><Command>\"S:\\a b.exe\"</Command><Arguments>/x \"y, z\"</Arguments></Exec>\n"
    "<ComHandler/>\n"
    "</Actions></Task>\n";

TEST_SUITE("report") {
  TEST_CASE("text says for each action what it starts and as whom") {
    CHECK(report_of(Format::text, kTask) ==
          "nightly.xml:5: \\Backup\\Nightly: action 1, Exec, not wrapped\n"
          "    program    S:\\a b.exe\n"
          "    arguments  /x \"y, z\"\n"
          "    letters    S:\n"
          "    runs as    CONTOSO\\svc, Password, HighestAvailable\n"
          "nightly.xml:6: \\Backup\\Nightly: action 2, ComHandler\n"
          "    runs as    CONTOSO\\svc, Password, HighestAvailable\n");
  }

  TEST_CASE("JSON has the fields that the README lists") {
    CHECK(
        report_of(Format::json, kTask) ==
        "[\n"
        R"(  {"file": "nightly.xml", "line": 5, "task": "\\Backup\\Nightly", "action": 1, "kind": "Exec", "wrapped": false, )"
        R"("program": "S:\\a b.exe", "arguments": "/x \"y, z\"", "directory": "", "letters": ["S"], )"
        R"("user": "CONTOSO\\svc", "group": "", "logon_type": "Password", "run_level": "HighestAvailable", )"
        R"("command": "\"S:\\a b.exe\"", "command_arguments": "/x \"y, z\"", "command_directory": null, "problem": ""})"
        ",\n"
        R"(  {"file": "nightly.xml", "line": 6, "task": "\\Backup\\Nightly", "action": 2, "kind": "ComHandler", "wrapped": false, )"
        R"("program": "", "arguments": "", "directory": "", "letters": [], )"
        R"("user": "CONTOSO\\svc", "group": "", "logon_type": "Password", "run_level": "HighestAvailable", )"
        R"("command": null, "command_arguments": null, "command_directory": null, "problem": ""})"
        "\n]\n");
    CHECK(report_begin(Format::json) + report_end(Format::json, true) == "[\n]\n");
  }

  TEST_CASE("CSV has the columns that the README lists, one row for each action") {
    CHECK(
        report_of(Format::csv, kTask) ==
        "file,line,task,action,kind,wrapped,program,arguments,directory,letters,user,group,logon_type,run_"
        "level,"
        "command,command_arguments,command_directory,problem\r\n"
        "nightly.xml,5,\\Backup\\Nightly,1,Exec,no,S:\\a b.exe,\"/x \"\"y, z\"\"\",,S,CONTOSO\\svc,,Password,"
        "HighestAvailable,\"\"\"S:\\a b.exe\"\"\",\"/x \"\"y, z\"\"\",,\r\n"
        "nightly.xml,6,\\Backup\\Nightly,2,ComHandler,no,,,,,CONTOSO\\svc,,Password,HighestAvailable,,,,"
        "\r\n");
  }

  TEST_CASE("a wrapped action is shown as what it starts in the end") {
    const RewriteResult wrapped = rewrite({"n", "n", "n"}, kTask, wrap_request());
    const ShowResult result = show({"n", "n", "n"}, wrapped.bytes, std::nullopt);
    REQUIRE(result.actions.size() == 2);
    CHECK(result.actions[0].started.is_wrapped);
    CHECK(result.actions[0].started.program == "S:\\a b.exe");
    CHECK(result.actions[0].started.written.command == kLauncher);
    CHECK(report_of(Format::text, wrapped.bytes).find("launcher   C:\\Program Files") != std::string::npos);
  }

  TEST_CASE("the actions of many files are counted: wrapped, not wrapped, others, and each letter") {
    ShowSummary summary;
    CHECK(summary.text(2) == "\n0 actions in 2 files: 0 wrapped, 0 not wrapped, 0 that start no program\n");
    const RewriteResult wrapped = rewrite({"n", "n", "n"}, kTask, wrap_request());
    for (const std::string& bytes :
         {kTask, wrapped.bytes, task_with("<Command>C:\\a.exe</Command><Arguments>T: S:\\x</Arguments>")}) {
      for (const ShownAction& action : show({"n", "n", "n"}, bytes, std::nullopt).actions)
        summary.add(action);
    }
    CHECK(summary.text(3) ==
          "\n5 actions in 3 files: 1 wrapped, 2 not wrapped, 2 that start no program\n"
          "drive letters other than C: S: in 3, T: in 1\n");
  }

  TEST_CASE("control characters and bytes of an unknown code page do no harm") {
    CHECK(launcher::quote_json("a\"\\\n\x81") == "\"a\\\"\\\\\\u000a\xEF\xBF\xBD\"");
    CHECK(csv_field("a\nb") == "\"a\nb\"");
    CHECK(launcher::quote_json("a\xE2\x80\xAE\x7F\xD8\x9C") == "\"a\\u202e\\u007f\\u061c\"");
    const ShowResult result = show({"n", "n", "n"}, task_with("<Command>Gr\x81.exe</Command>"), std::nullopt);
    REQUIRE(result.actions.size() == 1);
    CHECK(report_action(Format::text, "n", result.actions[0], true).find("Gr\xEF\xBF\xBD.exe") !=
          std::string::npos);
  }

  TEST_CASE("a CSV field never begins a formula, and taking one apostrophe away gives the text back") {
    const auto read = [](std::string field) {
      if (field.starts_with('"')) field = field.substr(1, field.size() - 2);
      return field.starts_with('\'') ? field.substr(1) : field;
    };
    for (const std::string text :
         {"=cmd|' /C calc'!A0", "+1", "-File x", "@x", "\tx", "\rx", "\nx", "'x", "''", "x=1", "", " =1"}) {
      CAPTURE(text);
      const std::string field = csv_field(text);
      CHECK(read(field) == text);
      const std::string shown = field.starts_with('"') ? field.substr(1) : field;
      CHECK((shown.empty() || std::string_view("=+-@\t\r\n").find(shown.front()) == std::string_view::npos));
    }
    CHECK(csv_field("-File x") == "'-File x");
    CHECK(csv_field("/x") == "/x");
  }

  TEST_CASE("text that would break a line or turn its direction is shown, not obeyed") {
    CHECK(launcher::on_one_line("a\r\nb\tc\x1B[2J") == "a<U+000D><U+000A>b<U+0009>c<U+001B>[2J");
    for (const char* const mark :
         {"\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9", "\xE2\x80\x8E", "\xE2\x80\x8F",
          "\xD8\x9C", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\x85", "\x7F"}) {
      CAPTURE(launcher::on_one_line(mark));
      CHECK(launcher::on_one_line(mark).starts_with("<U+"));
    }
    const std::string plain = "S:\\\xC3\xBC \xE8\xA1\xA8 \xF0\x9F\x92\xBE \xE2\x80\xA7\xE2\x80\xAF\xC2\xA0";
    CHECK(launcher::on_one_line(plain) == plain);
    CHECK(launcher::on_one_line("a\x81") == "a\xEF\xBF\xBD");
    const ShowResult result =
        show({"a\nb.xml", "a", "a"}, task_with("<Command>C:\\a\xE2\x80\xAElxm.exe</Command>"), std::nullopt);
    REQUIRE(result.actions.size() == 1);
    const std::string text = report_action(Format::text, "a\nb.xml", result.actions[0], true);
    CHECK(text.starts_with("a<U+000A>b.xml:3: a: action 1, Exec, not wrapped\n"));
    CHECK(text.find("program    C:\\a<U+202E>lxm.exe\n") != std::string::npos);
    const std::string json = report_action(Format::json, "a\nb.xml", result.actions[0], true);
    CHECK(json.find("\"file\": \"a\\u000ab.xml\"") != std::string::npos);
    CHECK(json.find("a\\u202elxm.exe") != std::string::npos);
  }

  TEST_CASE(
      "an action that cannot be understood is listed with its problem, and the file counts as refused") {
    const ShowResult result =
        show({"n", "n", "n"}, task_with("<Command>a</Command><Command>b</Command>"), std::nullopt);
    REQUIRE(result.actions.size() == 1);
    CHECK(result.actions[0].problem.find("there twice") != std::string::npos);
    REQUIRE(result.refusals.size() == 1);
    CHECK(result.refusals[0].line == 3);
  }
}

}  // namespace
}  // namespace taskxml::test
