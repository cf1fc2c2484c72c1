#include "acceptance/task_run.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "acceptance/local_files.hpp"
#include "acceptance/task_definition.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/wide_text.hpp"
#include "taskxml/rewrite/rewrite.hpp"

namespace acceptance {
namespace {

using taskxml::Registration;
using taskxml::TaskPath;

constexpr std::chrono::minutes kPatience{2};
constexpr std::chrono::seconds kEndPatience{15};  // longer than a launcher waits for open files

}  // namespace

TaskRun::TaskRun(Machine& machine, const Principal& principal, TaskRequest request)
    : machine_(machine),
      principal_(principal),
      request_(std::move(request)),
      name_(machine.next_name()),
      path_(TaskPath::parse(std::string(kTaskFolder) + "\\" + name_).value()),
      release_file_(machine.file(name_ + ".release")) {
  for (std::size_t i = 0; i < request_.children.size(); ++i) {
    request_.children[i].report = machine.report_file(name_ + "-" + std::to_string(i) + ".txt");
    if (request_.waits) request_.children[i].release = release_file_;
  }
  write_drives();
  std::optional<taskxml::TaskLogin> login;
  if (principal.user != nullptr)
    login = taskxml::TaskLogin{.account = principal.user->sid, .password = &principal.user->password};
  const std::string plain = definition();
  machine_.count_step();
  machine_.store().write(path_, is_wrapped() ? wrap(plain) : plain, Registration::create, login);
  machine_.count_step();
  machine_.store().run(path_);
  machine_.count_step();
}

TaskRun::~TaskRun() {
  // What stays because of a failure here is taken away with the folder of tasks.
  try {
    release();
    // A launcher that is ended at once leaves its drive.
    bool is_ended = false;
    try {
      is_ended = machine_.wait_until([&] { return is_over(); }, kEndPatience);
    } catch (const Interrupted&) {
    }
    if (!is_ended) machine_.store().stop(path_);
    machine_.store().remove(path_);
  } catch (const std::exception&) {
  }
}

std::string TaskRun::definition() const {
  TaskDefinition definition{
      .path = path_.text(),
      .principal = principal_.elements,
      .program = request_.program.empty() ? machine_.program("drivelaunch_acceptance.exe") : request_.program,
      .arguments = request_.lines,
      .directory = request_.directory,
      .priority = request_.priority};
  for (const ChildWords& child : request_.children)
    definition.arguments.push_back(format_child_words(child));
  return format_task_definition(definition);
}

/// A drives.ini that every account reads, and a folder for the log in which the task's own account writes, as the
/// launcher demands.
void TaskRun::write_drives() const {
  if (!is_wrapped()) return;
  const std::string account = principal_.sid.empty() ? machine_.token().account : principal_.sid;
  const std::string permissions = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;" + account + ")";
  make_folder(machine_.file(name_), launcher::win32::to_wide(permissions).c_str());
  if (!request_.config.empty()) return;
  std::string text;
  for (const WantedDrive& drive : request_.drives) {
    machine_.will_connect(drive.letter, drive.path);
    const std::string section = drive.letter != 0 ? "drive." + std::string(1, drive.letter)
                                                  : "share.without-letter-" + std::to_string(text.size());
    text += '[' + section + "]\r\npath = " + drive.path + "\r\ntimeout = " + request_.timeout +
            "\r\nrequired = " + (drive.is_required ? "yes" : "no") + "\r\n" +
            (drive.credential.empty() ? "" : "credential = " + drive.credential + "\r\n") + drive.settings;
  }
  write_file(machine_.file(name_ + ".ini"), text);
}

std::string TaskRun::wrap(const std::string& definition) const {
  taskxml::RewriteRequest request;
  request.invocation = request_.options;
  const std::string folder =
      request_.config_folder.empty() ? machine_.file("") : request_.config_folder + '\\';
  request.invocation.config = request_.config.empty() ? folder + name_ + ".ini" : request_.config;
  if (request_.keeps_output) request.invocation.output = output_file();
  request.invocation.log = log_file();
  request.launcher = machine_.program(principal_.is_interactive ? "drivelaunchw.exe" : "drivelaunch.exe");
  const taskxml::FileName name{
      .shown = path_.text(), .relative = path_.text(), .stem = name_, .is_registered = true};
  taskxml::RewriteResult result = taskxml::rewrite(name, definition, request);
  if (result.is_refused())
    throw launcher::Error({.what = "taskxml does not wrap the task",
                           .subject = name_,
                           .text = format_finding(name.shown, result.refusals.front())});
  return std::move(result.bytes);
}

bool TaskRun::is_over() const {
  return has_ended(machine_.store().status(path_));
}

std::uint32_t TaskRun::wait() {
  if (!machine_.wait_until([&] { return is_over(); }, kPatience))
    throw launcher::Error(
        {.what = "the task has not ended", .subject = path_.text(), .text = "within two minutes"});
  return machine_.store().status(path_).last_result;
}

std::optional<ChildReport> TaskRun::report(std::size_t action) const {
  const std::optional<std::string> text = read_file(request_.children.at(action).report);
  return text ? parse_child_report(*text) : std::nullopt;
}

std::optional<ChildReport> TaskRun::wait_for_report() {
  bool was_ended = false;
  const bool is_there = machine_.wait_until(
      [&] {
        if (report()) return true;
        // Looked at before the report was: one that is written last thing is not missed.
        if (was_ended) return true;
        was_ended = is_over();
        return false;
      },
      kPatience);
  return is_there ? report() : std::nullopt;
}

void TaskRun::release() const {
  if (request_.waits && !exists(release_file_)) write_file(release_file_, "");
}

void TaskRun::end() {
  machine_.store().stop(path_);
}

std::string TaskRun::log() const {
  return read_file(log_file()).value_or("");
}

std::string TaskRun::output() const {
  return read_file(output_file()).value_or("");
}

std::string TaskRun::output_file() const {
  return machine_.file(name_) + "\\output.txt";
}

std::string TaskRun::log_file() const {
  return machine_.file(name_) + "\\run.log";
}

}  // namespace acceptance
