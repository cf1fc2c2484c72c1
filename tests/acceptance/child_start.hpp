#pragma once

#include <cstdint>
#include <map>
#include <string>

/// What this process was started with, as facts of a child's report.
namespace acceptance {

/// `handles`, `priority`, `show`, `environment`, `directory`, `program`: what Windows gave this process.
/// The environment is `NAME=VALUE` lines in their order.
void add_start_facts(std::map<std::string, std::string>& facts);

/// `in-job` "yes" or "no"; `job-limits`: the flags of the job that this process is in
/// (JOBOBJECT_BASIC_LIMIT_INFORMATION), "0x2000".
void add_job_facts(std::map<std::string, std::string>& facts);

/// 0: not known.
std::uint32_t find_parent_process();

}  // namespace acceptance
