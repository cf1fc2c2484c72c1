#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "taskxml/rewrite/registered.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

constexpr std::string_view kExec =
    "<Exec><Command>S:\\a.exe</Command><Arguments>-x \"y z\"</Arguments>"
    "<WorkingDirectory>S:\\jobs</WorkingDirectory></Exec>";

std::string task_of(std::string_view actions, std::string_view user = "CONTOSO\\svc",
                    std::string_view settings = "<Enabled>true</Enabled>",
                    std::string_view trigger =
                        "<CalendarTrigger><StartBoundary>2024-01-01T03:00:00</StartBoundary>"
                        "</CalendarTrigger>") {
  return encode_utf16_file(fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<Task version=\"1.2\" xmlns=\"{}\"><Triggers>{}</Triggers>"
      "<Principals><Principal id=\"Author\"><UserId>{}</UserId><LogonType>Password</LogonType></Principal>"
      "</Principals><Settings>{}</Settings><Actions Context=\"Author\">{}</Actions></Task>",
      kTaskNamespace, trigger, user, settings, actions));
}

std::string wrapped(const std::string& bytes) {
  return rewrite({"n", "n", "n"}, bytes, wrap_request()).bytes;
}

std::string replaced(const std::string& bytes, std::string_view what, std::string_view with) {
  std::string text(Document::decode(bytes, std::nullopt).text());
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  text.replace(at, what.size(), with);
  return encode_utf16_file(text);
}

TEST_SUITE("registered definitions") {
  TEST_CASE("what Task Scheduler makes of a definition is no difference") {
    const std::string original = task_of(kExec);
    const std::string intended = wrapped(original);
    CHECK(find_registration_difference(original, intended, intended) == "");
    CHECK(find_registration_difference(original, intended, after_a_trip(intended)) == "");
    const auto accepts = [&](std::string_view what, std::string_view with) {
      CAPTURE(what);
      CAPTURE(with);
      CHECK(find_registration_difference(original, intended, replaced(intended, what, with)) == "");
    };
    accepts("<Enabled>true</Enabled>", "<Enabled>1</Enabled>");
    accepts("<Enabled>true</Enabled>",
            "<AllowStartOnDemand>true</AllowStartOnDemand>\n<Enabled>true</Enabled>");
    accepts("<UserId>CONTOSO\\svc<", "<UserId>S-1-5-21-1-2-3-1105<");
    accepts("<UserId>CONTOSO\\svc<", "<UserId>contoso\\SVC<");
    accepts("<UserId>CONTOSO\\svc<", "<UserId>svc<");
    accepts("<Triggers>",
            "<RegistrationInfo><Date>2024-01-01T00:00:00</Date><URI>\\x</URI></RegistrationInfo><Triggers>");
    accepts("version=\"1.2\"", "version=\"1.3\"");
    accepts("</StartBoundary>", "</StartBoundary><Enabled>true</Enabled>");
  }

  TEST_CASE("a value that is another one, or missing, or more, is a difference and is named") {
    const std::string original = task_of(kExec);
    const std::string intended = wrapped(original);
    const auto refuses = [&](std::string_view what, std::string_view with, std::string_view said) {
      CAPTURE(what);
      CAPTURE(with);
      const std::string difference =
          find_registration_difference(original, intended, replaced(intended, what, with));
      CAPTURE(difference);
      CHECK(difference.find(said) != std::string::npos);
    };
    refuses("--chdir", "--chdi", "Arguments of action 1");
    refuses(" -x \"y z\"<", "<", "Arguments of action 1");
    refuses("drivelaunch.exe", "other.exe", "Command of action 1");
    refuses("</Exec>", "<WorkingDirectory>C:\\</WorkingDirectory></Exec>", "WorkingDirectory of action 1");
    refuses("</Exec>", "</Exec><Exec><Command>C:\\b.exe</Command></Exec>", "2 Exec actions instead of 1");
    refuses("</Exec>", "</Exec><ComHandler><ClassId>{1}</ClassId></ComHandler>", "the actions are others");
    refuses("<Enabled>true</Enabled>", "<Enabled>false</Enabled>", "Enabled: \"false\" instead of \"true\"");
    refuses("<Enabled>true</Enabled>", "", "Enabled is missing");
    refuses("CONTOSO\\svc", "CONTOSO\\other", "UserId");
    refuses("CONTOSO\\svc", "S-1-5-18", "UserId");
    refuses("CONTOSO\\svc", "FABRIKAM\\svc", "UserId");
    refuses("<LogonType>Password<", "<LogonType>S4U<", "LogonType: \"S4U\" instead of \"Password\"");
    refuses("T03:00", "T04:00", "StartBoundary");
    refuses("</Triggers>", "<BootTrigger /></Triggers>", "Triggers has a BootTrigger more");
    refuses("</CalendarTrigger>", "</CalendarTrigger><CalendarTrigger />", "2 CalendarTrigger instead of 1");
    refuses("Context=\"Author\"", "Context=\"Other\"", "Actions Context");
    refuses("</Actions>", "", "");
    CHECK(find_registration_difference(original, intended, "") != "");
    CHECK(find_registration_difference(original, intended, intended + intended) != "");
  }

  TEST_CASE("what comes back must unwrap to the values of the original, whatever was to be written") {
    const std::string original = task_of(kExec);
    // As if wrap had written another program.
    const std::string intended = replaced(wrapped(original), "S:\\a.exe", "S:\\b.exe");
    CHECK(find_registration_difference(original, intended, intended) ==
          "Command of action 1: \"S:\\b.exe\" instead of \"S:\\a.exe\"");
    // Not wrapped at all.
    CHECK(find_registration_difference(original, wrapped(original), original) != "");
  }

  TEST_CASE("on the way back as well, and for actions that were left alone") {
    const std::string original =
        task_of(std::string(kExec) + "<Exec><Command>C:\\x$(Arg0).exe</Command></Exec>");
    const std::string once = task_of(kExec);
    const std::string there = wrapped(once);
    CHECK(find_registration_difference(there, once, once) == "");
    CHECK(find_registration_difference(there, once, replaced(once, "S:\\jobs", "S:\\job")) != "");
    CHECK(find_registration_difference(original, original, original) == "");
    const std::string empty = task_of("<Exec><Command>C:\\a.exe</Command><Arguments></Arguments></Exec>");
    CHECK(find_registration_difference(empty, empty, replaced(empty, "<Arguments></Arguments>", "")) == "");
  }
}

}  // namespace
}  // namespace taskxml::test
