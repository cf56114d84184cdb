// TRY, TRY_ASSIGN and CHECK: the macros of result.h and check.h by their short names, for
// powercut's own sources. Public headers (include/powercut) never include it: a program that uses
// powercut may have macros of these names.
#pragma once

#include "powercut/io/check.h"
#include "powercut/io/result.h"

#define TRY(expression) POWERCUT_TRY(expression)
#define TRY_ASSIGN(declaration, expression) POWERCUT_TRY_ASSIGN(declaration, expression)
#define CHECK(condition) POWERCUT_CHECK(condition)
