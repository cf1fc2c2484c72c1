#include "taskxml/report/estate_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "taskxml/report/diagnose_report.hpp"
#include "taskxml/rewrite/rewrite.hpp"
#include "taskxml/task/exec.hpp"
#include "tests/unit/taskxml/report/estate_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

const FileName kName{"exports/SRV01/t.xml", "SRV01\\t.xml", "t"};

EstateTask task_of(const EstateSample& sample) {
  Estate estate = read_estate_file(kName, {}, text_of(sample), {});
  REQUIRE(estate.tasks.size() == 1);
  return std::move(estate.tasks.front());
}

EstateRequest request_for(const std::vector<std::string>& select) {
  EstateRequest request;
  request.selection = Selection::parse(select);
  return request;
}

TEST_SUITE("estate file") {
  TEST_CASE("a machine is the first folder, the file that holds several tasks, or the folder it lies in") {
    CHECK(find_machine(kName, {}, false) == "SRV01");
    CHECK(find_machine({"e/A/B/t.xml", "A\\B\\t.xml", "t"}, "e", true) == "A");
    CHECK(find_machine({"e/SRV02.xml", "SRV02.xml", "SRV02"}, "e", true) == "SRV02");
    CHECK(find_machine({"SRV03/t.xml", "t.xml", "t"}, "SRV03", false) == "SRV03");
    CHECK(find_machine({"x/SRV04.xml", "SRV04.xml", "SRV04"}, {}, false) == "SRV04");
    CHECK(find_machine({"(standard input)", {}, {}}, {}, true) == "standard input");
    CHECK(find_machine({"\\A\\t", "\\A\\t", "\\A\\t", true}, "HERE", false) == "HERE");
  }

  TEST_CASE("a task is what its definition says, in words") {
    EstateSample sample;
    sample.enabled = "false";
    sample.triggers = "<BootTrigger/>";
    sample.exec = "<Command>S:\\a.exe</Command><Arguments>\\\\FS01\\in\\x</Arguments>";
    const EstateTask task = task_of(sample);
    CHECK(task.machine == "SRV01");
    CHECK(task.path == "\\Backup\\Nightly");
    CHECK(task.file == "exports/SRV01/t.xml");
    CHECK(task.principal.user_id == "CONTOSO\\svc");
    CHECK(task.account == AccountKind::password);
    CHECK_FALSE(task.is_enabled);
    CHECK(task.triggers == std::vector<std::string>{"when the machine starts"});
    CHECK(task.letters() == "S");
    CHECK(task.shares() == std::vector<std::string>{"\\\\FS01\\in"});
    CHECK(task.wrapping() == Wrapping::none);
    CHECK(task.counts().errors == 1);
    CHECK(task.wrap_line ==
          "taskxml wrap --select \"name=\\Backup\\Nightly\" --in-place \"exports/SRV01/t.xml\"");
  }

  TEST_CASE("a task without a name of its own is called by its file, without the folder of the machine") {
    std::string bytes = text_of(EstateSample());
    const std::string info = "<RegistrationInfo><URI>\\Backup\\Nightly</URI></RegistrationInfo>\n";
    bytes.erase(bytes.find(info), info.size());
    const FileName name{"e/SRV01/Backup/Nightly.XML", "SRV01\\Backup\\Nightly.XML", "Nightly"};
    const Estate estate = read_estate_file(name, "e", bytes, {});
    CHECK(estate.tasks.front().path == "\\Backup\\Nightly");
    CHECK(estate.tasks.front().name == "SRV01\\Backup\\Nightly.XML");
    EstateRequest request;
    request.machine = "OTHER";
    const Estate given = read_estate_file(name, "e", bytes, request);
    CHECK(given.tasks.front().machine == "OTHER");
    CHECK(given.tasks.front().path == "\\SRV01\\Backup\\Nightly");
  }

  TEST_CASE("what connects a letter is found: --drive of the launcher, and net use") {
    EstateSample sample;
    sample.exec = kWrappedExec;
    EstateTask task = task_of(sample);
    CHECK(task.actions.front().connected == std::vector<LetterShare>{{'S', "\\\\fs01\\projects"}});
    CHECK(task.wrapping() == Wrapping::all);
    CHECK(task.wrap_line.empty());
    CHECK(task.actions.front().program == "S:\\a.exe");
    struct Row {
      std::string line;
      std::vector<LetterShare> connected;
    };
    const std::vector<Row> rows{{"/c net use t: \\\\nas\\b\\c /user:x &amp; a", {{'T', "\\\\nas\\b"}}},
                                {"/c NET.EXE USE Z: &quot;\\\\nas\\b c\\d&quot;", {{'Z', "\\\\nas\\b c"}}},
                                {"/c net use t: /delete", {}},
                                {"/c net use \\\\nas\\b", {}},
                                {"/c net use t:", {}},
                                {"/c net use 1: \\\\nas\\b", {}}};
    for (const Row& row : rows) {
      CAPTURE(row.line);
      sample.exec = "<Command>cmd.exe</Command><Arguments>" + row.line + "</Arguments>";
      task = task_of(sample);
      CHECK(task.actions.front().connected == row.connected);
    }
    sample.exec = "<Command>C:\\Windows\\System32\\net.exe</Command><Arguments>use Y: \\\\nas\\b</Arguments>";
    CHECK(task_of(sample).actions.front().connected == std::vector<LetterShare>{{'Y', "\\\\nas\\b"}});
  }

  TEST_CASE("what wrap would refuse says why, and has no line to type") {
    EstateSample sample;
    sample.exec = "<Command>S:\\$(Arg0).exe</Command>";
    const EstateTask task = task_of(sample);
    CHECK(task.actions.front().answer == WrapAnswer::refused);
    CHECK(task.actions.front().refusal.find("Command holds $( or $$: S:\\$(Arg0).exe. ") == 0);
    CHECK(task.wrap_line.empty());
    CHECK(task.wrapping() == Wrapping::none);
  }

  TEST_CASE("--select takes tasks by their actions, and those of Windows only by name") {
    const std::string bytes = text_of(EstateSample());
    CHECK(read_estate_file(kName, {}, bytes, request_for({"uses=S"})).tasks.size() == 1);
    CHECK(read_estate_file(kName, {}, bytes, request_for({"uses=T"})).tasks.empty());
    EstateSample windows;
    windows.uri = "\\Microsoft\\Windows\\X";
    CHECK(read_estate_file(kName, {}, text_of(windows), {}).tasks.size() == 1);
    CHECK(read_estate_file(kName, {}, text_of(windows), request_for({"all"})).tasks.empty());
    CHECK(read_estate_file(kName, {}, text_of(windows), request_for({"name=*X"})).tasks.size() == 1);
  }

  TEST_CASE("a file that is refused has no tasks") {
    const Estate estate = read_estate_file(kName, {}, text_of(EstateSample()) + "<", {});
    CHECK(estate.tasks.empty());
    REQUIRE(estate.refusals.size() == 1);
    CHECK(estate.refusals.front().machine == "SRV01");
    CHECK(estate.refusals.front().file == "exports/SRV01/t.xml");
  }

  TEST_CASE("a line to type means the same in every shell, or there is none") {
    const auto line = [](const std::string& task, const std::string& file) {
      return wrap_line_for(task, {file, file, "t"});
    };
    CHECK(line("\\a,b", "t.xml") == "taskxml wrap --select \"name=\\a,,b\" --in-place \"t.xml\"");
    CHECK(line("\\a\" & calc & \"", "t.xml") ==
          "taskxml wrap --select \"name=\\a? ? calc ? ?\" --in-place \"t.xml\"");
    CHECK(line("\\$(x)`%y%!", "t.xml") == "taskxml wrap --select \"name=\\?(x)??y??\" --in-place \"t.xml\"");
    CHECK(line("\\a\\", "t.xml") == "taskxml wrap --select \"name=\\a?\" --in-place \"t.xml\"");
    CHECK(line("\\\\a", "t.xml") == "taskxml wrap --select \"name=\\?a\" --in-place \"t.xml\"");
    CHECK(line("\\\u00e4\u201d\u202e", "t.xml") ==
          "taskxml wrap --select \"name=\\\u00e4??????\" --in-place \"t.xml\"");
    for (const std::string file :
         {"a\".xml", "%x%.xml", "$x.xml", "`.xml", "!.xml", "-t.xml", "\u201d.xml", ""})
      CHECK(line("\\a", file).empty());
    CHECK(line("\\a", "a,b c.xml") == "taskxml wrap --select \"name=\\a\" --in-place \"a,b c.xml\"");
    CHECK(wrap_line_for("\\A\\t", {"\\A\\t", "\\A\\t", "t", true}) ==
          "taskxml wrap --in-place \"tasks:\\A\\t\"");
    // What it selects is what it names.
    for (const std::string name :
         {"\\a,b", "\\a\" & calc", "\\a\\", "\\\\a", "\\\u00e4\u201d\u202e", "\\a*?"}) {
      CAPTURE(name);
      const std::string text = line(name, "t.xml");
      const std::size_t begin = text.find("name=");
      const Selection selection =
          Selection::parse(std::vector<std::string>{text.substr(begin, text.find('"', begin) - begin)});
      CHECK(selection.matches({name, {}, EffectiveAction()}));
    }
  }

  TEST_CASE("real tasks: findings are those of diagnose, and the wrapped action is what wrap writes") {
    std::size_t count = 0;
    for (const std::filesystem::path& path : files_in(std::filesystem::path(DRIVELAUNCH_CORPUS) / "tasks")) {
      CAPTURE(path.string());
      const std::string bytes = read_bytes(path);
      const FileName name = name_of(path);
      const Estate estate = read_estate_file(name, {}, bytes, {});
      const Diagnosis diagnosis = diagnose(name, bytes, std::nullopt, nullptr);
      REQUIRE(estate.tasks.size() == diagnosis.tasks.size());
      CHECK(estate.refusals.size() == diagnosis.refusals.size());
      for (std::size_t i = 0; i < estate.tasks.size(); ++i) {
        CHECK(estate.tasks[i].findings.size() == diagnosis.tasks[i].problems.size());
        CHECK(estate.tasks[i].name == diagnosis.tasks[i].name);
      }
      const RewriteResult wrapped = rewrite_file(path, bytes, wrap_request());
      if (wrapped.is_refused()) continue;
      const std::vector<std::string> execs = execs_of(wrapped.bytes);
      std::size_t at = 0;
      for (const EstateTask& task : estate.tasks) {
        for (const EstateAction& action : task.actions) {
          if (action.kind != "Exec") continue;
          REQUIRE(at < execs.size());
          const ExecValues values = values_of(read_exec(execs[at++]));
          if (action.answer != WrapAnswer::written) continue;
          CHECK(action.wrapped.command == values.command);
          CHECK(action.wrapped.arguments == values.arguments);
          CHECK(action.wrapped.directory == values.directory);
          ++count;
        }
      }
    }
    CHECK((count > 100) == std::filesystem::exists(DRIVELAUNCH_CORPUS));
  }
}

}  // namespace
}  // namespace taskxml::test
