#include <doctest/doctest.h>
#include <fmt/format.h>
#include <tinyxml2.h>

#include <string>
#include <vector>

#include "taskxml/task/task.hpp"
#include "taskxml/xml/agree.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

struct Found {
  std::vector<Task> tasks;
  std::vector<std::string> old_items;
};

Found find_in(std::string_view text) {
  Found found;
  TaskVisitor visitor;
  visitor.on_task = [&](const Task& task) { found.tasks.push_back(task); };
  visitor.on_old_item = [&](const OldItem& item) { found.old_items.push_back(item.name); };
  read_tasks(text, visitor);
  return found;
}

std::string principal_task(std::string_view principal) {
  return fmt::format(
      "<Task><Principals><Principal id=\"A\">{}</Principal></Principals><Actions Context=\"A\"/></Task>",
      principal);
}

bool is_interactive(std::string_view principal) {
  return find_in(principal_task(principal)).tasks.at(0).principal.is_interactive();
}

TokenList tokens_of(std::string_view text) {
  TokenList tokens;
  Scanner scanner(text);
  while (scanner.next())
    tokens.add(scanner);
  return tokens;
}

TEST_SUITE("task") {
  TEST_CASE("Group Policy tasks are found in their items, and old items are named") {
    const std::string bytes = read_bytes(data_folder() / "accepted" / "group-policy.xml");
    const Found found = find_in(Document::decode(bytes, std::nullopt).text());
    REQUIRE(found.tasks.size() == 2);
    CHECK(found.tasks[0].group_policy_name == "Nightly");
    CHECK(found.tasks[1].group_policy_name == "Once");
    CHECK(found.old_items == std::vector<std::string>{"old form"});
  }

  TEST_CASE("an action's account is the principal that Actions names, else the first") {
    const std::string_view principals =
        "<Principals><Principal id='A'><UserId>first</UserId></Principal>"
        "<Principal id='B'><UserId> second\n</UserId><LogonType>S4U</LogonType></Principal></Principals>";
    const auto user = [&](std::string_view actions) {
      return find_in(fmt::format("<Task>{}{}</Task>", principals, actions)).tasks.at(0).principal.user_id;
    };
    CHECK(user("<Actions Context='B'/>") == "second");
    CHECK(user("<Actions Context='A'/>") == "first");
    CHECK(user("<Actions/>") == "first");
    CHECK(user("<Actions Context='none'/>") == "first");
  }

  TEST_CASE("a task runs on a desktop by its logon type and account") {
    CHECK(is_interactive(""));
    CHECK(is_interactive("<LogonType>InteractiveToken</LogonType>"));
    CHECK(is_interactive("<UserId>CONTOSO\\me</UserId>"));
    CHECK(is_interactive("<GroupId>S-1-5-32-545</GroupId>"));
    CHECK(is_interactive("<GroupId>Users</GroupId><LogonType>Password</LogonType>"));
    CHECK_FALSE(is_interactive("<UserId>me</UserId><LogonType>Password</LogonType>"));
    CHECK_FALSE(is_interactive("<UserId>me</UserId><LogonType>S4U</LogonType>"));
    CHECK_FALSE(is_interactive("<UserId>me</UserId><LogonType>InteractiveTokenOrPassword</LogonType>"));
    for (const char* const account : {"S-1-5-18", "SYSTEM", "NT AUTHORITY\\System", "S-1-5-19",
                                      "LOCAL SERVICE", "NT AUTHORITY\\NETWORK SERVICE", "NetworkService"}) {
      CAPTURE(account);
      CHECK_FALSE(is_interactive(fmt::format("<UserId>{}</UserId>", account)));
    }
  }

  TEST_CASE("only Task/Actions of the task namespace or none is a task, and only its Exec an action") {
    CHECK(find_in("<Tasks><Task><Actions/></Task><Task><Actions/></Task></Tasks>").tasks.size() == 2);
    CHECK_THROWS_AS(find_in("<a xmlns='urn:other'><Task><Actions/></Task></a>"), Malformed);
    CHECK_THROWS_AS(find_in("<Task/>"), Malformed);
    const Found found = find_in(
        "<t:Task xmlns:t='http://schemas.microsoft.com/windows/2004/02/mit/task' "
        "xmlns:o='urn:o'><t:Data><t:Exec/>"
        "</t:Data><t:Actions><t:Exec/><o:Exec/><Exec/><t:Exec "
        "xmlns:t='urn:o'/><t:ComHandler/></t:Actions></t:Task>");
    REQUIRE(found.tasks.size() == 1);
    std::vector<ActionKind> kinds;
    for (const Action& action : found.tasks[0].actions)
      kinds.push_back(action.kind);
    CHECK(kinds == std::vector<ActionKind>{ActionKind::exec, ActionKind::other, ActionKind::exec,
                                           ActionKind::exec, ActionKind::com_handler});
    // Meant as actions, and none for Task Scheduler: they are refused, not passed over.
    CHECK(found.tasks[0].actions[0].foreign_tag.empty());
    CHECK(found.tasks[0].actions[2].foreign_tag == "<Exec/>");
    CHECK(found.tasks[0].actions[3].foreign_tag == "<t:Exec xmlns:t='urn:o'/>");
  }

  TEST_CASE("G14: what tinyxml2 reads otherwise than the scanner is refused") {
    const std::string text = "<a x=\"1\"><b>t</b><!--c--><c/><![CDATA[d]]></a>";
    tinyxml2::XMLDocument reader;
    CHECK_NOTHROW(check_agreement(text, tokens_of(text), reader));
    // The scanner's tokens of one text, held against tinyxml2's reading of another of the same length.
    struct Row {
      std::string_view document;
      std::string_view tokens;
    };
    for (const Row& row :
         {Row{"<a x=\"1\"/>", "<a x=\"2\"/>"}, Row{"<a x=\"1\"/>", "<a y=\"1\"/>"},
          Row{"<a x=\"1\"/>", "<a      />"}, Row{"<a      />", "<a x=\"1\"/>"},
          Row{"<a><b/></a>", "<a><c/></a>"}, Row{"<a><b/></a>", "<a>    </a>"},
          Row{"<a>    </a>", "<a><b/></a>"}, Row{"<a>xy</a>", "<a>x</a >"},
          Row{"<a><!--xy--></a>", "<a><!--x--></a >"}, Row{"<a><!--xy--></a>", "<a>xxxx<b/>y</a>"},
          Row{"<a><![CDATA[xy]]></a>", "<a><![CDATA[x]]></a >"}}) {
      CAPTURE(row.document);
      CAPTURE(row.tokens);
      const TokenList tokens = tokens_of(row.tokens);
      CHECK_THROWS_AS(check_agreement(row.document, tokens, reader), Malformed);
    }
  }

  TEST_CASE("both readers agree on line ends, references and blanks") {
    for (const char* const text :
         {"<a>x\r\ny\rz\r\r\n</a>", "<a b='x\r\ny'>\n\r</a>", "<a>x\n\ry</a>", "<a>&#13;&#10;&#x20;</a>",
          "<a> <b/> </a>", "<a b='&quot;&apos;&lt;&gt;&amp;&#9;'/>", "<a>\xC3\xBC&#xFC;&#x1F4BE;</a>",
          "<a><![CDATA[]]></a>", "<a><![CDATA[ \r\n]]> <!-- \r\n --></a>", "<a>  x  <b/>  y  </a>", "<a></a>",
          "<a b=''/>", "<a:b-c.d_1/>"}) {
      CAPTURE(text);
      TokenList tokens;
      Scanner scanner(text, Scanner::Prefixes::are_anything);
      while (scanner.next())
        tokens.add(scanner);
      tinyxml2::XMLDocument reader;
      CHECK_NOTHROW(check_agreement(text, tokens, reader));
    }
  }
}

}  // namespace
}  // namespace taskxml::test
