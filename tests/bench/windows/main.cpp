// The launcher's rows of the benchmark on this machine, without a rig: ../README.md says how to run it and how
// to send what it prints.
#include <windows.h>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>
#include <thread>

#include "acceptance/surroundings.hpp"
#include "bench/windows/options.hpp"
#include "bench/windows/place.hpp"
#include "bench/windows/row.hpp"
#include "bench/windows/timed_run.hpp"
#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/version.hpp"
#include "launcher/win32/program/program_files.hpp"
#include "launcher/win32/system/own_process.hpp"
#include "launcher/win32/system/system_library.hpp"

namespace bench {
namespace {

volatile LONG g_is_stopped = 0;

BOOL WINAPI stop(DWORD event) {
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return FALSE;
  InterlockedExchange(&g_is_stopped, 1);
  return TRUE;
}

bool is_stopped() {
  return g_is_stopped != 0;
}

std::string quote(const std::string& text) {
  return launcher::quote_value(text);
}

std::string drives_ini(const Place& place, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += fmt::format("[drive.{}]\r\npath = {}\r\n", place.letters()[i].letter(), place.share());
  return text;
}

/// The child of every run, and the roots that it must see.
std::string child(const Place& place, std::size_t count) {
  std::string words = quote(place.program("see_folder.exe"));
  for (std::size_t i = 0; i < count; ++i)
    words += " " + place.letters()[i].root();
  return words;
}

Side launcher_side(const Place& place, std::size_t count) {
  const std::string config = place.write(fmt::format("{}.ini", count), drives_ini(place, count));
  return {.name = "drivelaunch",
          .command_line = fmt::format("{} --config {} -- {}", quote(place.launcher()), quote(config),
                                      child(place, count))};
}

Side sequence_side(const Place& place) {
  return {.name = "four bare calls",
          .command_line = fmt::format("{} {} {} {}", quote(place.program("bare_sequence.exe")),
                                      place.letters()[0].device(), quote(place.share()), child(place, 1))};
}

Side parallel_side(const Place& place) {
  std::string drives;
  for (const launcher::DriveLetter& letter : place.letters())
    drives += fmt::format("{} {} ", letter.device(), quote(place.share()));
  const std::size_t count = place.letters().size();
  return {.name = fmt::format("the bare calls for all {}, a thread each", count),
          .command_line = fmt::format("{} {} {}{}", quote(place.program("bare_parallel.exe")), count, drives,
                                      child(place, count))};
}

/// What one would write without a launcher. The `net use` of Wine can only list.
Side batch_side(const Place& place, bool is_wine) {
  const std::string net_use =
      is_wine ? quote(place.program("drive_command.exe")) : std::string("net.exe use");
  const std::string letter = place.letters()[0].device();
  const std::string text = fmt::format(
      "@echo off\r\n"
      "{0} {1} {2} >nul\r\nif errorlevel 1 exit 1\r\n"
      "{3}\r\nif errorlevel 1 exit 1\r\n"
      "{0} {1}{4} >nul\r\nif errorlevel 1 exit 1\r\n",
      net_use, letter, quote(place.share()), child(place, 1), is_wine ? "" : " /delete");
  const std::string file = place.write("three_commands.cmd", text);
  return {.name = is_wine ? "batch file of three commands" : "batch file with net use",
          .command_line = fmt::format(R"("{}\cmd.exe" /d /c ""{}"")",
                                      launcher::win32::LocalProgramFiles().system_directory(), file)};
}

std::vector<Row> measure(const Place& place, int rounds, bool is_wine) {
  const Side batch = batch_side(place, is_wine);
  const Side sequence = sequence_side(place);
  const Side parallel = parallel_side(place);
  const std::size_t count = place.letters().size();
  const auto one = interleave({launcher_side(place, 1), sequence, batch}, rounds, is_stopped);
  const auto many = interleave({launcher_side(place, count), parallel, sequence}, rounds, is_stopped);
  const std::string one_drive = "launcher, one drive, map to unmap";
  const std::string drives = fmt::format("launcher, {} drives", count);
  return {compare(one_drive, sequence.name, one[0], one[1], 1.2),
          compare(one_drive, batch.name, one[0], one[2], 0.5),
          compare(drives, parallel.name, many[0], many[1], 1.05),
          compare("this machine alone: " + parallel.name, sequence.name, many[1], many[2], std::nullopt)};
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void run() {
  launcher::win32::restrict_dll_search();
  const std::string line = launcher::win32::read_command_line();
  const Options options = parse_options(launcher::skip_program_name(line));
  if (options.wants_help) return print(help_text());
  SetConsoleCtrlHandler(stop, TRUE);
  const acceptance::Surroundings surroundings = acceptance::look_at_surroundings();
  const Place place(options);
  const std::vector<Row> rows = measure(place, options.rounds, surroundings.is_wine);
  const Circumstances circumstances{.version = launcher::kVersion,
                                    .system = surroundings.system,
                                    .processors = std::thread::hardware_concurrency(),
                                    .share = place.share(),
                                    .rounds = options.rounds};
  print(options.format == Format::json ? format_json(rows, circumstances) : format_text(rows, circumstances));
}

}  // namespace
}  // namespace bench

int wmain() {
  int code = 0;
  try {
    bench::run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "drivelaunch_bench: %s\n", error.what());
    code = 1;
  }
  std::fflush(stdout);
  launcher::win32::end_process(static_cast<launcher::ExitCode>(code), false);
}
