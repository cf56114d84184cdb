#include "powercut/faultfs/order_rule.h"

#include <gtest/gtest.h>

namespace powercut {
namespace {

std::vector<OrderRule> rules(std::initializer_list<const char*> texts) {
  std::vector<OrderRule> parsed;
  for (const char* text : texts) parsed.push_back(parse_order_rule(text).value());
  return parsed;
}

// Goal: a rule that was printed is found again. Method: every pair of names with every scope.
TEST(OrderRule, parses_what_it_prints) {
  std::size_t names = effect_class_names().size();
  EXPECT_EQ(names, 15U);
  std::size_t parsed = 0;
  for (std::string_view first : effect_class_names()) {
    for (std::string_view then : effect_class_names()) {
      for (std::string_view scope : {"", " in call", " in file", " in directory"}) {
        std::string text(first);
        text.append(" before ").append(then).append(scope);
        auto rule = parse_order_rule(text);
        ASSERT_TRUE(rule.has_value()) << text;
        EXPECT_EQ(to_text(*rule), text);
        EXPECT_EQ(parse_order_rule(to_text(*rule)), rule);
        ++parsed;
      }
    }
  }
  EXPECT_EQ(parsed, names * names * 4);
}

// Goal: a rule means what it says. Method: one of each scope, with a single class and a group.
TEST(OrderRule, has_classes_and_scope) {
  EXPECT_EQ(parse_order_rule("append before rename in file"),
            (OrderRule{effect_class::append, effect_class::rename, OrderRule::Scope::file}));
  EXPECT_EQ(parse_order_rule("directory before any"),
            (OrderRule{effect_class::directory, effect_class::any, OrderRule::Scope::anywhere}));
  EXPECT_EQ(parse_order_rule("unlink before link in call"),
            (OrderRule{effect_class::unlink, effect_class::link, OrderRule::Scope::call}));
  EXPECT_EQ(parse_order_rule("create before remove in directory"),
            (OrderRule{effect_class::create, effect_class::remove, OrderRule::Scope::directory}));
  EXPECT_EQ(parse_order_rule("  append   before any  "), parse_order_rule("append before any"));
}

// Goal: the groups are what their names say. Method: a class is in "metadata" unless it is bytes.
TEST(OrderRule, groups_hold_their_classes) {
  EXPECT_EQ(effect_class::any & ~effect_class::metadata,
            effect_class::overwrite | effect_class::append | effect_class::displace |
                effect_class::link | effect_class::unlink | effect_class::replace);
  EXPECT_EQ(effect_class::directory,
            effect_class::create | effect_class::remove | effect_class::rename);
}

// Goal: nothing else is taken for a rule. Method: one text for each way to be wrong.
TEST(OrderRule, refuses_other_texts) {
  for (const char* text :
       {"", " ", "append", "append before", "before any", "append after any", "Append before any",
        "append before any in", "append before any in call now", "append before any in files",
        "append before any file", "append before any in  file", "appendbefore any",
        "append before before any", "append any before", "append,size before any",
        "append before any;"}) {
    EXPECT_EQ(parse_order_rule(text), std::nullopt) << '"' << text << '"';
  }
}

// Goal: rules within a call that contradict each other are seen, also by a detour and through
// groups, and told with the classes on the way.
TEST(OrderRule, finds_a_cycle) {
  EXPECT_EQ(cycle_in(rules({"link before unlink in call", "unlink before link in call"})),
            "link before unlink before link");
  EXPECT_EQ(cycle_in(rules({"displace before link in call", "link before unlink in call",
                            "unlink before displace in call"})),
            "displace before link before unlink before displace");
  EXPECT_TRUE(cycle_in(rules({"any before any in call"})).has_value());
  EXPECT_TRUE(cycle_in(rules({"metadata before append in call", "append before size in call"})));
  EXPECT_EQ(cycle_in(rules({"append before append in call", "size before truncate in call",
                            "truncate before create in call", "remove before create in call",
                            "create before size in call"})),
            "size before truncate before create before size");
  EXPECT_EQ(cycle_in(rules({"rename before rename in call", "unlink before displace in call"})),
            "displace before link before unlink before displace");
}

// Goal: other rules have no cycle. Method: chains, a class before itself, and rules that would be a
// cycle if they spoke of one call.
TEST(OrderRule, finds_no_cycle_where_there_is_none) {
  EXPECT_EQ(cycle_in({}), std::nullopt);
  EXPECT_EQ(cycle_in(rules({"append before append in call", "rename before rename in call"})),
            std::nullopt);
  EXPECT_EQ(cycle_in(rules({"displace before link in call", "link before unlink in call",
                            "displace before unlink in call"})),
            std::nullopt);
  EXPECT_EQ(cycle_in(rules({"any before any", "link before unlink", "unlink before link in file",
                            "append before any in directory"})),
            std::nullopt);
}

}  // namespace
}  // namespace powercut
