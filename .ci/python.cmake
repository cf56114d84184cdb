# Finds the Python that the tests use. The system's comes first: a version manager's python3 earlier
# in PATH does not see the packages that the system installed.
if(NOT DEFINED Python3_EXECUTABLE)
  find_program(Python3_EXECUTABLE python3 PATHS /usr/bin NO_DEFAULT_PATH)
  if(NOT Python3_EXECUTABLE)
    unset(Python3_EXECUTABLE CACHE)
  endif()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
execute_process(COMMAND ${Python3_EXECUTABLE} -c "import jsonschema"
                RESULT_VARIABLE import_result OUTPUT_QUIET ERROR_QUIET)
if(NOT import_result EQUAL 0)
  message(FATAL_ERROR "${Python3_EXECUTABLE} cannot import jsonschema: install python3-jsonschema, "
                      "or name another Python with -DPython3_EXECUTABLE=...")
endif()
