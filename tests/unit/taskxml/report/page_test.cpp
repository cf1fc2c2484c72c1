#include "taskxml/report/page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "launcher/text/json_text.hpp"
#include "tests/unit/taskxml/report/estate_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

EstateReport sample_report(const std::string& name = "\\Backup\\Nightly") {
  Estate estate;
  EstateSample sample;
  sample.uri = name;
  add_file(estate, "SRV01", text_of(sample));
  add_file(estate, "SRV02", "<Task>");
  return report_of(std::move(estate));
}

/// The JSON in a page.
std::string data_of(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t at = page.find(begin) + begin.size();
  return page.substr(at, page.find("</script>", at) - at);
}

TEST_SUITE("page") {
  TEST_CASE("nothing in a page asks for anything elsewhere") {
    const std::string page = report_as_page(sample_report());
    const std::string policy = "default-src 'none'; style-src 'sha256-";
    CHECK(count(page, policy) == 1);
    CHECK(page.find("@STYLE") == std::string::npos);
    CHECK(page.find("@SCRIPT") == std::string::npos);
    CHECK(page.find("@DATA@") == std::string::npos);
    CHECK(page.find("@TITLE@") == std::string::npos);
    for (const std::string word :
         {" src=", "http://", "https://w", "url(", "@import", "fetch(", "XMLHttpRequest", "innerHTML",
          "insertAdjacentHTML", "document.write", "eval(", " style=", "onload="}) {
      CAPTURE(word);
      // The namespace of SVG, and rules that name the one of tasks, are no addresses to go to.
      std::string text = page;
      for (const std::string known :
           {"http://www.w3.org/2000/svg", "http://schemas.microsoft.com/windows/2004/02/mit/task"}) {
        for (std::size_t at = text.find(known); at != std::string::npos; at = text.find(known))
          text.erase(at, known.size());
      }
      CHECK(text.find(word) == std::string::npos);
    }
  }

  TEST_CASE("a title is text, twice") {
    EstateReport report = sample_report();
    report.title = "<b>&@DATA@\u202e</title>";
    const std::string page = report_as_page(report);
    CHECK(count(page, "&lt;b&gt;&amp;@DATA@&lt;U+202E&gt;&lt;/title&gt;") == 2);
    CHECK(count(page, "</title>") == 1);
  }

  TEST_CASE("names of tasks cannot end the data, and come back as they were") {
    const std::string hostile =
        "\\&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!--]]&gt;&amp;amp;\u2028\u202e@TITLE@";
    const std::string page = report_as_page(sample_report(hostile));
    const std::string data = data_of(page);
    CHECK(data.find_first_of("<>&") == std::string::npos);
    CHECK(data.find("\u2028") == std::string::npos);
    CHECK(data.find("\u202e") == std::string::npos);
    CHECK(data.ends_with("}\n"));
    CHECK(count(page, "<script") == 2);
    CHECK(count(page, "</script>") == 2);
    const std::string name = "\\</script><script>alert(1)</script><!--]]>&amp;\u2028\u202e@TITLE@";
    const Baseline baseline = read_baseline(data);
    REQUIRE(baseline.tasks.size() == 1);
    CHECK(baseline.tasks.front().path == name);
  }

  TEST_CASE("JSON has drift first, every rule, and what was refused") {
    EstateReport report = sample_report();
    std::string json = report_as_json(report);
    CHECK(json.starts_with(
        "{\n  \"format\": \"drivelaunch-report\",\n  \"version\": 1,\n  \"made\": "
        "\"2026-03-02T03:00:01Z\",\n  \"title\": \"Tasks\",\n  \"drift\": null,\n  \"overview\": {"));
    for (const Rule& rule : all_rules())
      CHECK(json.find("{\"id\": " + launcher::quote_json(rule.id) + ", \"severity\": ") != std::string::npos);
    CHECK(json.find("{\"machine\": \"SRV02\", \"file\": \"SRV02/t.xml\", \"line\": 1, \"what\": ") !=
          std::string::npos);
    report.drift = compare(read_baseline(json), report.estate);
    json = report_as_json(report);
    CHECK(
        json.find(
            "\"worsened\": false, \"new\": [], \"gone\": [], \"changed\": [], \"wrapped\": [], \"unwrapped\": [], "
            "\"better\": [], \"worse\": []") == std::string::npos);
    CHECK(json.find("\"worsened\": false") != std::string::npos);
  }

  TEST_CASE("CSV has a line for each task, and no formula") {
    const std::string csv = report_as_csv(sample_report("=cmd|x"));
    CHECK(csv.starts_with(
        "machine,path,file,line,task,account_kind,user,group,logon_type,run_level,enabled,triggers,program,"
        "letters,shares,wrapped,errors,warnings,notes,findings\r\n"));
    CHECK(
        csv.find(
            "SRV01,'=cmd|x,SRV01/t.xml,1,'=cmd|x,password,CONTOSO\\svc,,Password,,yes,,S:\\a.exe,S,,no,1,") !=
        std::string::npos);
    CHECK(count(csv, "\r\n") == 2);
  }

  TEST_CASE("every member of the JSON and column of the CSV is in the README") {
    std::ifstream file(DRIVELAUNCH_TEST_DATA "/../../taskxml/README.md");
    std::stringstream readme;
    readme << file.rdbuf();
    std::string text = readme.str();
    const std::size_t begin = text.find("\n## report\n");
    REQUIRE(begin != std::string::npos);
    text = text.substr(begin, text.find("\n## ", begin + 1) - begin);
    EstateReport report = sample_report();
    report.drift = compare(Baseline(), report.estate);
    report.drift->gone.push_back({"A", "\\b"});
    report.drift->changed.push_back({0, {"actions"}});
    report.drift->worse.push_back({0, {"letter-batch"}});
    const std::string json = report_as_json(report);
    std::set<std::string> members;
    for (std::size_t at = json.find("\": "); at != std::string::npos; at = json.find("\": ", at + 1))
      members.insert(json.substr(json.rfind('"', at - 1) + 1, at - json.rfind('"', at - 1) - 1));
    CHECK(members.size() > 50);
    for (const std::string& member : members)
      CHECK_MESSAGE(text.find('`' + member + '`') != std::string::npos, member);
    std::stringstream header(report_as_csv(EstateReport()));
    for (std::string column; std::getline(header, column, ',');)
      CHECK_MESSAGE(text.find('`' + column.substr(0, column.find('\r')) + '`') != std::string::npos, column);
  }
}

}  // namespace
}  // namespace taskxml::test
