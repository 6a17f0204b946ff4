// SPDX-License-Identifier: Apache-2.0
#include "native/cli/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "native/cli/usage_hint.h"

namespace segue {
namespace {

struct OptionWords {
  std::vector<std::string> names;  ///< "--count", "-n"
  std::string description;
  bool takes_value = false;
};

/// A verb by its words: {"dataset", "build"}; the program itself has none.
struct Verb {
  std::vector<std::string> words;
  std::string description;
  std::vector<OptionWords> options;
  std::vector<const CLI::App*> children;
};

void collect(const CLI::App& app, std::vector<std::string> words, std::vector<Verb>& verbs) {
  Verb verb{words, app.get_description(), {}, app.get_subcommands({})};
  for (const CLI::Option* option : app.get_options()) {
    if (!option->nonpositional()) continue;
    OptionWords entry;
    for (const auto& name : option->get_lnames()) entry.names.push_back("--" + name);
    for (const auto& name : option->get_snames()) entry.names.push_back("-" + name);
    entry.description = option->get_description();
    entry.takes_value = option->get_items_expected_max() > 0;
    verb.options.push_back(std::move(entry));
  }
  const auto children = verb.children;
  verbs.push_back(std::move(verb));
  for (const CLI::App* child : children) {
    auto path = words;
    path.push_back(child->get_name());
    collect(*child, path, verbs);
  }
}

// For single-quoted strings of all three shells, and inside zsh's descriptions.
std::string plain(std::string text) {
  std::erase_if(text,
                [](char c) { return c == '\'' || c == '[' || c == ']' || c == '\\' || c == '`'; });
  std::replace(text.begin(), text.end(), ':', ';');
  return text;
}

std::string all_names(const Verb& verb) {
  std::vector<std::string> words;
  for (const CLI::App* child : verb.children) words.push_back(child->get_name());
  for (const auto& option : verb.options) {
    for (const auto& name : option.names) {
      if (name.starts_with("--")) words.push_back(name);
    }
  }
  return join(words, " ");
}

// The verb that has been typed so far is the words that are no options, as long as they name one:
// the branches that find it.
std::string verb_cases(const std::vector<Verb>& verbs) {
  std::string text;
  for (const Verb& verb : verbs) {
    if (verb.words.empty()) continue;
    auto before = verb.words;
    before.pop_back();
    text += "      '" + join(before, " ") + " " + verb.words.back() + "') verb='" +
            join(verb.words, " ") + "' ;;\n";
  }
  return text;
}

std::string bash_script(const std::vector<Verb>& verbs, const std::string& program) {
  std::string text = "# bash completion of " + program + "\n_" + program +
                     "() {\n"
                     "  local current=${COMP_WORDS[COMP_CWORD]} verb='' word\n"
                     "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                     "    case \"$verb $word\" in\n";
  text += verb_cases(verbs);
  text +=
      "    esac\n  done\n"
      "  case \"$verb\" in\n";
  for (const Verb& verb : verbs) {
    text += "    '" + join(verb.words, " ") + "') COMPREPLY=($(compgen -W '" + all_names(verb) +
            "' -- \"$current\")) ;;\n";
  }
  return text +
         "  esac\n"
         "  [[ $current == -* ]] || COMPREPLY+=($(compgen -f -- \"$current\"))\n}\n"
         "complete -o filenames -F _" +
         program + " " + program + "\n";
}

std::string zsh_script(const std::vector<Verb>& verbs, const std::string& program) {
  std::string text = "#compdef " + program + "\n# zsh completion of " + program + "\n_" + program +
                     "() {\n"
                     "  local verb='' word\n"
                     "  for word in ${words[2,CURRENT-1]}; do\n"
                     "    case \"$verb $word\" in\n";
  text += verb_cases(verbs);
  text += "    esac\n  done\n  local -a found\n  case \"$verb\" in\n";
  for (const Verb& verb : verbs) {
    text += "    '" + join(verb.words, " ") + "') found=(\n";
    for (const CLI::App* child : verb.children) {
      text += "      '" + child->get_name() + ":" + plain(child->get_description()) + "'\n";
    }
    for (const auto& option : verb.options) {
      for (const auto& name : option.names) {
        text += "      '" + name + ":" + plain(option.description) + "'\n";
      }
    }
    text += "    ) ;;\n";
  }
  return text + "  esac\n  _describe '" + program + "' found\n  _files\n}\ncompdef _" + program +
         " " + program + "\n";
}

std::string fish_script(const std::vector<Verb>& verbs, const std::string& program) {
  std::string text = "# fish completion of " + program + "\n";
  for (const Verb& verb : verbs) {
    std::vector<std::string> children;
    for (const CLI::App* child : verb.children) children.push_back(child->get_name());
    std::string when = verb.words.empty() ? "" : "__fish_seen_subcommand_from " + verb.words.back();
    if (!children.empty()) {
      const std::string none = "not __fish_seen_subcommand_from " + join(children, " ");
      const std::string here = when.empty() ? none : when + "; and " + none;
      for (const CLI::App* child : verb.children) {
        text += "complete -c " + program + " -n '" + here + "' -a '" + child->get_name() +
                "' -d '" + plain(child->get_description()) + "'\n";
      }
      when = here;
    }
    for (const auto& option : verb.options) {
      text += "complete -c " + program + " -n '" + when + "'";
      for (const auto& name : option.names) {
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      text += std::string(option.takes_value ? " -r" : "") + " -d '" + plain(option.description) +
              "'\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(const CLI::App& program, const std::string& shell) {
  std::vector<Verb> verbs;
  collect(program, {}, verbs);
  const std::string name = program.get_name();
  if (shell == "bash") return bash_script(verbs, name);
  if (shell == "zsh") return zsh_script(verbs, name);
  if (shell == "fish") return fish_script(verbs, name);
  return {};
}

}  // namespace segue
