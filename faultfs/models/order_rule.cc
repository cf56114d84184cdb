#include "powercut/faultfs/order_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace powercut {

namespace {

struct NamedClasses {
  std::string_view name;
  EffectClasses classes;
};

constexpr std::array named_classes{
    NamedClasses{"overwrite", effect_class::overwrite},
    NamedClasses{"append", effect_class::append},
    NamedClasses{"size", effect_class::size},
    NamedClasses{"truncate", effect_class::truncate},
    NamedClasses{"create", effect_class::create},
    NamedClasses{"remove", effect_class::remove},
    NamedClasses{"rename", effect_class::rename},
    NamedClasses{"displace", effect_class::displace},
    NamedClasses{"link", effect_class::link},
    NamedClasses{"unlink", effect_class::unlink},
    NamedClasses{"replace", effect_class::replace},
    NamedClasses{"delayed", effect_class::delayed},
    NamedClasses{"directory", effect_class::directory},
    NamedClasses{"metadata", effect_class::metadata},
    NamedClasses{"any", effect_class::any},
};
constexpr std::size_t single_classes = 12;  // the first of them; the others are groups

// At the front first.
constexpr std::array rename_parts{
    NamedClasses{"displace", effect_class::rename | effect_class::displace},
    NamedClasses{"link", effect_class::rename | effect_class::link | effect_class::replace},
    NamedClasses{"unlink", effect_class::rename | effect_class::unlink},
};

struct NamedScope {
  std::string_view name;
  OrderRule::Scope scope;
};

constexpr std::array named_scopes{
    NamedScope{"", OrderRule::Scope::anywhere},
    NamedScope{"in call", OrderRule::Scope::call},
    NamedScope{"in file", OrderRule::Scope::file},
    NamedScope{"in directory", OrderRule::Scope::directory},
};

std::string_view name_of(EffectClasses classes) {
  auto found = std::ranges::find(named_classes, classes, &NamedClasses::classes);
  return found == named_classes.end() ? "?" : found->name;
}

std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::optional<EffectClasses> classes_named(std::string_view name) {
  auto found = std::ranges::find(named_classes, name, &NamedClasses::name);
  if (found == named_classes.end()) return std::nullopt;
  return found->classes;
}

bool orders(const OrderRule& rule, EffectClasses first, EffectClasses then) {
  return rule.scope == OrderRule::Scope::call && (rule.first & first) != 0 &&
         (rule.then & then) != 0;
}

// Whether the part of one number must come before that of another.
using Before = std::function<bool(std::size_t first, std::size_t then)>;

// Extends the way by every part that must follow its last; true once it has met itself.
bool meets_itself(std::size_t parts, const Before& before, std::vector<std::size_t>& way) {
  for (std::size_t next = 0; next < parts; ++next) {
    if (next == way.back() || !before(way.back(), next)) continue;
    bool met = std::ranges::find(way, next) != way.end();
    way.push_back(next);
    if (met || meets_itself(parts, before, way)) return true;
    way.pop_back();
  }
  return false;
}

std::optional<std::string> cycle_among(std::span<const NamedClasses> parts, const Before& before) {
  for (std::size_t start = 0; start < parts.size(); ++start) {
    std::vector<std::size_t> way{start};
    if (!meets_itself(parts.size(), before, way)) continue;
    way.erase(way.begin(), std::ranges::find(way, way.back()));
    std::string text;
    for (std::size_t number : way) {
      text += fmt::format("{}{}", text.empty() ? "" : " before ", parts[number].name);
    }
    return text;
  }
  return std::nullopt;
}

// A rule that orders all parts of a rename, as renames, means the one at the front.
std::optional<std::string> cycle_in_rename(std::span<const OrderRule> rules) {
  return cycle_among(rename_parts, [&](std::size_t first, std::size_t then) {
    return std::ranges::any_of(rules, [&](const OrderRule& rule) {
      EffectClasses one = rename_parts[first].classes;
      EffectClasses other = rename_parts[then].classes;
      return orders(rule, one, other) && (first < then || !orders(rule, other, one));
    });
  });
}

}  // namespace

std::string to_text(const OrderRule& rule) {
  auto scope = std::ranges::find(named_scopes, rule.scope, &NamedScope::scope);
  return fmt::format("{} before {}{}{}", name_of(rule.first), name_of(rule.then),
                     scope->name.empty() ? "" : " ", scope->name);
}

std::optional<OrderRule> parse_order_rule(std::string_view text) {
  auto first = classes_named(take_word(text));
  if (take_word(text) != "before") return std::nullopt;
  auto then = classes_named(take_word(text));
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  auto scope = std::ranges::find(named_scopes, text, &NamedScope::name);
  if (!first || !then || scope == named_scopes.end()) return std::nullopt;
  return OrderRule{*first, *then, scope->scope};
}

std::optional<std::string> cycle_in(std::span<const OrderRule> rules) {
  auto single = std::span(named_classes).first(single_classes);
  auto cycle = cycle_among(single, [&](std::size_t first, std::size_t then) {
    return std::ranges::any_of(rules, [&](const OrderRule& rule) {
      return orders(rule, single[first].classes, single[then].classes);
    });
  });
  return cycle ? cycle : cycle_in_rename(rules);
}

std::vector<std::string_view> effect_class_names() {
  std::vector<std::string_view> names;
  for (const NamedClasses& named : named_classes) names.push_back(named.name);
  return names;
}

}  // namespace powercut
