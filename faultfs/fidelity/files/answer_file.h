// AnswerFile: reads a file of the answers of a real kernel to programs of failed syncs, and of the
// trees that it left.
//
//   # powercut fidelity failed syncs, version 1
//   # row: xfs
//   # kernel: Linux 6.1.176, user-mode
//
//   append: write f 0 4096 | write f 4096 4096; refuse a; sync f; read f; sync f
//     refused 1: ok; -; EIO; 4096A4096a; ok
//     0123 f=4096A
//
// The line below a program has the number of writes that the disk refused, and the answer to each
// step (guest/failed_sync_run.h). The trees follow, as in a file of states (state_file.h). If there
// is another such line, the program was run again and got other answers.
#pragma once

#include "faultfs/fidelity/files/state_file.h"
#include "faultfs/fidelity/litmus/failed_sync_program.h"

namespace powercut {

struct StepAnswers {
  std::uint64_t refused = 0;         // writes
  std::vector<std::string> answers;  // one for each step
};

struct AnsweredProgram {
  FailedSyncProgram program;
  std::vector<StepAnswers> runs;
  std::vector<ObservedTree> trees;
};

struct AnswerFile {
  std::string row;  // the model that is compared with it
  std::vector<AnsweredProgram> programs;
};

// The error is one line that says where it is.
std::expected<AnswerFile, std::string> parse_answer_file(std::string_view text);

}  // namespace powercut
