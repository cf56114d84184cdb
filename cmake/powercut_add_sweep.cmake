# powercut_add_sweep(NAME ...): has CTest run a program that run_program() is the main of.
#
#   powercut_add_sweep(my_sweep PROGRAM my_powercut [VERB sweep] [ARGUMENTS --store mine]
#                      [SHARDS 4] [TIMEOUT 300] [LABELS crash])
#
# VERB is sweep, errors or live. With SHARDS the work falls into so many tests, NAME.1 to NAME.N,
# which `ctest -j` runs side by side; each works with one thread. A test fails if a verdict of its
# share is not as expected, and prints the finding with the command that replays it. Labels: those
# given, and `powercut`. The timeout is in seconds, 300 if none is given.
function(powercut_add_sweep name)
  cmake_parse_arguments(sweep "" "PROGRAM;VERB;SHARDS;TIMEOUT" "ARGUMENTS;LABELS" ${ARGN})
  if(sweep_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "powercut_add_sweep(${name}): unknown: ${sweep_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT TARGET "${sweep_PROGRAM}")
    message(FATAL_ERROR "powercut_add_sweep(${name}): PROGRAM must be a target")
  endif()
  if(NOT DEFINED sweep_VERB)
    set(sweep_VERB sweep)
  endif()
  if(NOT DEFINED sweep_SHARDS)
    set(sweep_SHARDS 1)
  endif()
  if(NOT DEFINED sweep_TIMEOUT)
    set(sweep_TIMEOUT 300)
  endif()
  if(NOT sweep_VERB MATCHES "^(sweep|errors|live)$")
    message(FATAL_ERROR "powercut_add_sweep(${name}): VERB is sweep, errors or live")
  endif()
  if(NOT sweep_SHARDS MATCHES "^[1-9][0-9]*$")
    message(FATAL_ERROR "powercut_add_sweep(${name}): SHARDS is a number, 1 at least")
  endif()
  foreach(shard RANGE 1 ${sweep_SHARDS})
    set(test ${name})
    set(part "")
    if(sweep_SHARDS GREATER 1)
      set(test ${name}.${shard})
      set(part --shard ${shard}/${sweep_SHARDS})
    endif()
    add_test(NAME ${test}
             COMMAND ${sweep_PROGRAM} ${sweep_VERB} ${sweep_ARGUMENTS} ${part} --jobs 1)
    set_tests_properties(${test} PROPERTIES TIMEOUT ${sweep_TIMEOUT}
                                            LABELS "powercut;${sweep_LABELS}")
  endforeach()
endfunction()
