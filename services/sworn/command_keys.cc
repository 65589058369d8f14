// sworn keys generate|list|show|proof
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "ledger/authoring/key_ring.h"
#include "ledger/base/encoding.h"
#include "ledger/codec/json.h"
#include "ledger/codec/signing.h"
#include "services/sworn/commands.h"
#include "services/sworn/home.h"

namespace sworn::cli {
namespace {

using authoring::KeyRing;
using authoring::RingKey;

struct KeysOptions {
  std::string ring;
  std::string name;
  std::string authority;
  std::vector<std::string> roles;
  std::string scheme = "ed25519";
  std::string ledger_id;
};

Result<std::filesystem::path> RingDirectory(const KeysOptions& options, const Context& context) {
  if (!options.ring.empty()) return std::filesystem::path(options.ring);
  SWORN_ASSIGN_OR_RETURN(const Home home, OpenHome(context.home));
  return home.ring();
}

nlohmann::ordered_json ToJson(const RingKey& key) {
  nlohmann::ordered_json roles = nlohmann::ordered_json::array();
  for (const event::v1::Role role : key.description.roles) {
    roles.push_back(std::string(codec::RoleName(role)));
  }
  return {{"name", key.description.name},
          {"authority", key.description.authority},
          {"roles", roles},
          {"scheme", std::string(crypto::SchemeName(key.description.scheme))},
          {"fingerprint", key.key.public_key().fingerprint().ToHex()}};
}

void Print(const RingKey& key, std::ostream& out) {
  out << key.description.name << "\n  authority    " << key.description.authority
      << "\n  roles        ";
  for (std::size_t i = 0; i < key.description.roles.size(); ++i) {
    out << (i == 0 ? "" : ", ") << codec::RoleName(key.description.roles[i]);
  }
  out << "\n  scheme       " << crypto::SchemeName(key.description.scheme) << "\n  fingerprint  "
      << key.key.public_key().fingerprint().ToHex() << "\n";
}

Status Generate(const KeysOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(const std::filesystem::path directory, RingDirectory(options, context));
  SWORN_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::CreateOrOpen(directory));
  authoring::KeyDescription description;
  description.name = options.name;
  description.authority = options.authority;
  if (options.scheme == "ecdsa-p256") description.scheme = crypto::SignatureScheme::kEcdsaP256;
  for (const std::string& role : options.roles) {
    Result<event::v1::Role> parsed = codec::ParseRole(role);
    if (!parsed) return Within("--role", parsed.error());
    description.roles.push_back(*parsed);
  }
  SWORN_RETURN_IF_ERROR(ring.Generate(description));
  const RingKey& key = *ring.Find(options.name);
  if (context.json) {
    context.PrintJson(ToJson(key));
  } else {
    Print(key, context.out);
    context.out << "\nIt counts once the ledger holds KeyAdded and RoleAssigned for it.\n";
  }
  return Ok();
}

Status List(const KeysOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(const std::filesystem::path directory, RingDirectory(options, context));
  SWORN_ASSIGN_OR_RETURN(const KeyRing ring, KeyRing::Open(directory));
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const RingKey* key : ring.List()) {
    if (context.json) {
      list.push_back(ToJson(*key));
    } else {
      Print(*key, context.out);
    }
  }
  if (context.json) context.PrintJson(list);
  return Ok();
}

Status Show(const KeysOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(const std::filesystem::path directory, RingDirectory(options, context));
  SWORN_ASSIGN_OR_RETURN(const KeyRing ring, KeyRing::Open(directory));
  SWORN_ASSIGN_OR_RETURN(const RingKey* key, ring.Get(options.name));
  const std::string pem = key->key.public_key().ToPem();
  if (context.json) {
    nlohmann::ordered_json value = ToJson(*key);
    value["public_key"] = pem;
    context.PrintJson(value);
  } else {
    Print(*key, context.out);
    context.out << "\n" << pem;
  }
  return Ok();
}

// The body of the KeyAdded event that another authority can sign for this key.
Status Prove(const KeysOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(const std::filesystem::path directory, RingDirectory(options, context));
  SWORN_ASSIGN_OR_RETURN(const KeyRing ring, KeyRing::Open(directory));
  SWORN_ASSIGN_OR_RETURN(const RingKey* key, ring.Get(options.name));
  const Result<LedgerId> ledger_id = LedgerId::FromHex(options.ledger_id);
  if (!ledger_id) return Within("--ledger-id", ledger_id.error());
  const std::string& authority =
      options.authority.empty() ? key->description.authority : options.authority;
  SWORN_ASSIGN_OR_RETURN(const std::string proof,
                         codec::ProvePossession(key->key, *ledger_id, authority));
  const crypto::PublicKey& public_key = key->key.public_key();
  const bool ed25519 = public_key.scheme() == crypto::SignatureScheme::kEd25519;
  context.PrintJson({{"authority", authority},
                     {"key",
                      {{"scheme", ed25519 ? "ed25519" : "ecdsa_p256"},
                       {"subject_public_key_info", EncodeHex(public_key.spki())},
                       {"proof_of_possession", EncodeHex(proof)}}}});
  return Ok();
}

using Action = Status (*)(const KeysOptions&, const Context&);

void Attach(CLI::App* command, const std::shared_ptr<KeysOptions>& options, Action action,
            Context& context, ExitCode& result) {
  command->add_option("--ring", options->ring, "Directory of keys; default: the home's");
  command->callback([options, action, &context, &result] {
    const Status done = action(*options, context);
    result = done ? ExitCode::kOk : context.Report(done.error());
  });
}

}  // namespace

void AddKeysCommands(CLI::App& app, Context& context, ExitCode& result) {
  CLI::App* keys = app.add_subcommand("keys", "Keys that sign events");
  keys->require_subcommand(1);
  keys->footer("Private keys lie in the ring, mode 0600, and are never printed.");
  auto options = std::make_shared<KeysOptions>();

  CLI::App* generate = keys->add_subcommand("generate", "Make a key");
  generate->footer(
      "Example:\n  sworn keys generate clerk --authority example-pd --role agency_clerk");
  generate->add_option("NAME", options->name, "The key's name in the ring")->required();
  generate->add_option("--authority", options->authority, "Whose key it is")->required();
  generate->add_option("--role", options->roles, "In which role it signs; may be repeated")
      ->required();
  generate->add_option("--scheme", options->scheme, "Kind of key")
      ->check(CLI::IsMember({"ed25519", "ecdsa-p256"}))
      ->capture_default_str();
  Attach(generate, options, Generate, context, result);

  CLI::App* list = keys->add_subcommand("list", "List the ring's keys");
  list->footer("Example:\n  sworn keys list --json");
  Attach(list, options, List, context, result);

  CLI::App* show = keys->add_subcommand("show", "Show a key's fingerprint and public half");
  show->footer("Example:\n  sworn keys show clerk");
  show->add_option("NAME", options->name, "The key's name")->required();
  Attach(show, options, Show, context, result);

  CLI::App* proof =
      keys->add_subcommand("proof", "Prove possession, for whoever registers the key");
  proof->footer(
      "Prints the body of a KeyAdded event, which an administrator of the authority signs.\n\n"
      "Example:\n  sworn keys proof clerk --ledger-id 3f…c2 > clerk-key.json");
  proof->add_option("NAME", options->name, "The key's name")->required();
  proof->add_option("--ledger-id", options->ledger_id, "64 digits, as 'sworn log checkpoint' shows")
      ->required();
  proof->add_option("--authority", options->authority, "Default: the key's own");
  Attach(proof, options, Prove, context, result);
}

}  // namespace sworn::cli
