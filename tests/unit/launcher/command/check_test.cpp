#include "launcher/command/check.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/fake_machine.hpp"

using namespace launcher;
using launcher::test::FakeMachine;

namespace {

std::string refusal(const std::string& arguments) {
  try {
    parse_check(arguments);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 0x800700A0);
    return error.what();
  }
  return "accepted";
}

ExitCode check(FakeMachine& machine, const std::string& arguments) {
  return launcher::check(parse_check(arguments), machine.services(), machine.log).exit_code;
}

}  // namespace

TEST_SUITE("check") {
  TEST_CASE("the command line takes what names connections, and a format") {
    const CheckRequest request = parse_check(R"( --config "d.ini" --only S,T --timeout=3s --format json)");
    CHECK(request.options.config == "d.ini");
    CHECK(request.options.only == "S,T");
    CHECK(request.options.timeout == "3s");
    CHECK(request.as_json);
    CHECK_FALSE(parse_check("").as_json);
  }

  TEST_CASE("G11: what check does not take is refused with the reason") {
    CHECK(refusal("--format xml") ==
          "bad command line: --format xml: it is text or json. Run drivelaunch --help for the options.");
    CHECK(
        refusal("--chdir x") ==
        "bad command line: --chdir: check has no such option. Run drivelaunch check --help for the options.");
    CHECK(refusal("stray") ==
          "bad command line: stray: check has no such option. Run drivelaunch check --help for the options.");
    CHECK(refusal("-- prog.exe") ==
          "bad command line: --: check runs no program. Leave out -- and what follows it.");
    CHECK(
        refusal("--timeout") ==
        "bad command line: --timeout: its value is missing: --timeout 2m. Run drivelaunch --help for the options.");
    CHECK(refusal("--format --only S") ==
          "bad command line: --format: it is text or json. Run drivelaunch --help for the options.");
  }

  TEST_CASE(
      "an option of check is read as run reads it: a value that was left out, quotes that a variable brought") {
    const std::string missing = refusal("--config --drive S=\\\\srv\\a");
    CHECK(missing.find("--config: its value is missing") != std::string::npos);
    CHECK(refusal(R"(--config "a" --log "b" c")").find("a quote that is not closed") != std::string::npos);
    CHECK(refusal(R"(--config a"b"c)").find("not one pair around a value") != std::string::npos);
    CHECK(refusal(R"("--config" a)").find("written without quotes") != std::string::npos);
    CHECK(parse_check(R"(--name "--x")").options.name == "--x");
  }

  TEST_CASE(
      "everything is connected, opened both ways and disconnected; a failure does not hide the others") {
    FakeMachine machine;
    machine.network.servers["bad"].connect_codes = {1326};
    machine.network.servers["read"].verify_codes = {0, 5};
    machine.files.files["d.ini"] =
        "[drive.R]\npath=\\\\read\\x\n[drive.S]\npath=\\\\bad\\x\n[drive.T]\npath=\\\\good\\x\nverify="
        "writable\n";
    CHECK(check(machine, "--config d.ini") == 0x8007052E);
    CHECK(machine.network.connected().empty());
    const std::string& table = machine.console.output;
    CHECK(table.starts_with("name  path      identity  ms"));
    CHECK(table.find("R     \\\\read\\x  PC\\u") != std::string::npos);
    CHECK(table.find("yes        no        not known\n") != std::string::npos);
    CHECK(
        table.find(
            "no         no        not known\n    cannot connect: S: \\\\bad\\x: 1326 ERROR_LOGON_FAILURE") !=
        std::string::npos);
    CHECK(table.find("yes        yes       not known\n") != std::string::npos);
  }

  TEST_CASE("each drive is reported with the encryption that opening it showed, for reading or for writing") {
    FakeMachine machine;
    machine.network.encryptions = {{R"(S: \\a\x)", Encryption::yes},
                                   {R"(T: \\b\x)", Encryption::no},
                                   {R"(U: \\read\x)", Encryption::yes},
                                   {R"(V: \\closed\x)", Encryption::yes}};
    machine.network.servers["read"].verify_codes = {0, 5};
    machine.network.servers["closed"].verify_codes = {5};
    check(machine, R"(--drive S=\\a\x --drive T=\\b\x --drive U=\\read\x --drive V=\\closed\x)");
    const std::string& table = machine.console.output;
    CHECK(table.find("yes        yes       yes\nT ") != std::string::npos);
    CHECK(table.find("yes        yes       no\nU ") != std::string::npos);
    CHECK(table.find("yes        no        yes\nV ") != std::string::npos);
    CHECK(table.find("no         no        not known\n") != std::string::npos);
  }

  TEST_CASE("what decides is what verify asks for") {
    FakeMachine machine;
    machine.network.servers["read"].verify_codes = {0, 5};
    CHECK(check(machine, R"(--drive S=\\read\x)") == 0);
    machine.files.files["w.ini"] = "[drive.S]\npath=\\\\read\\x\nverify=writable\n";
    machine.network.servers["read"].verify_codes = {5};
    CHECK(check(machine, "--config w.ini") == 0x80070005);
    machine.files.files["n.ini"] = "[drive.S]\npath=\\\\read\\x\nverify=none\n";
    CHECK(check(machine, "--config n.ini") == 0);
    machine.files.files["o.ini"] = "[drive.S]\npath=\\\\read\\x\nrequired=no\n";
    CHECK(check(machine, "--config o.ini") == 0);
  }

  TEST_CASE("G4: a connection that was there before is checked and left") {
    FakeMachine machine;
    machine.network.claims[R"(S: \\a\x)"] = {.is_there = true};
    CHECK(check(machine, R"(--drive S=\\a\x)") == 0);
    CHECK(machine.network.count("connect") == 0);
    CHECK(machine.network.count("disconnect") == 0);
    CHECK(machine.network.count("verify") == 2);
  }

  TEST_CASE("a letter that is taken is a row like any other") {
    FakeMachine machine;
    machine.letters.uses[DriveLetter::parse("S")] = {.kind = LetterUse::Kind::other,
                                                     .description = "a local disk"};
    CHECK(check(machine, R"(--drive S=\\a\x --drive T=\\b\x)") == 0x80070055);
    CHECK(machine.console.output.find("S: is a local disk") != std::string::npos);
    CHECK(machine.console.output.find("T     \\\\b\\x") != std::string::npos);
  }

  TEST_CASE("JSON has every field, escaped") {
    FakeMachine machine;
    CHECK(check(machine, R"(--drive S=\\a\x --format json)") == 0);
    const std::string& json = machine.console.output;
    CHECK(json.starts_with(
        "[\n  {\"name\": \"S\", \"path\": \"\\\\\\\\a\\\\x\", \"identity\": \"PC\\\\u\", \"ms\": "));
    CHECK(json.find("\"connected\": true, \"reused\": false, \"reachable\": true, \"writable\": true, "
                    "\"encrypted\": null, "
                    "\"required\": true, \"good\": true, \"code\": 0, \"message\": \"\"}\n]\n") !=
          std::string::npos);
  }

  TEST_CASE("the log has a line for every connection") {
    FakeMachine machine;
    machine.network.servers["a"].connect_codes = {5};
    check(machine, R"(--drive S=\\a\x --log l --name Probe)");
    CHECK(machine.log_text.find(
              "Probe check connection=\"S: \\\\\\\\a\\\\x\" good=no reachable=no writable=no") !=
          std::string::npos);
  }
}
