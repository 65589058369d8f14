// sworn init DIR
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "ledger/authoring/moment.h"
#include "services/sworn/commands.h"
#include "services/sworn/home.h"

namespace sworn::cli {
namespace {

struct InitOptions {
  std::string directory;
  std::string origin;
  std::string title = "Police training and certification";
  std::string root = "root";
  std::string root_name = "Root authority";
  std::string listen = "127.0.0.1:7443";
  std::string scheme = "ed25519";
  std::string began;
  bool simulated_time = false;
};

void Print(const MadeHome& made, const InitOptions& options, std::ostream& out) {
  const std::string home = made.home.directory.string();
  out << "A ledger was made in " << home << ".\n\n"
      << "  ledger id      " << made.ledger_id.ToHex() << "\n"
      << "  origin         " << made.origin << "\n"
      << "  root key       " << made.root_key.ToHex() << " (keys/ring/root.pem)\n"
      << "  verifier key   " << made.verifier_key << "\n";
  if (options.simulated_time) {
    out << "\nIts time is simulated: it comes from the input, and every answer says so. For\n"
           "demonstrations and scenarios only.\n";
  }
  out << "\nThe certificates in tls/ are for development. keys/log.key signs checkpoints and\n"
         "keys/ring/root.pem registers every other authority: guard both.\n\n"
         "Next:\n"
         "  swornd --config "
      << home << "/swornd.toml\n"
      << "  export SWORN_HOME=" << home << "\n"
      << "  sworn keys generate clerk --authority example-pd --role agency_clerk\n"
         "  sworn submit authorities.json\n"
         "  sworn log checkpoint\n";
}

ExitCode Run(const InitOptions& options, const Context& context) {
  InitTerms terms;
  terms.directory = options.directory;
  terms.origin = options.origin;
  terms.title = options.title;
  terms.root_authority = options.root;
  terms.root_name = options.root_name;
  terms.listen = options.listen;
  terms.simulated_time = options.simulated_time;
  terms.began = context.clock.Now();
  if (options.scheme == "ecdsa-p256") terms.root_scheme = crypto::SignatureScheme::kEcdsaP256;
  if (!options.began.empty()) {
    const Result<Instant> began = authoring::ParseMoment(options.began);
    if (!began) {
      return context.ReportUsage(Within("--began", began.error()));
    }
    terms.began = *began;
  }
  const Result<MadeHome> made = InitHome(terms, context.clock, context.random);
  if (!made) return context.Report(made.error());
  if (context.json) {
    context.PrintJson({{"home", made->home.directory.string()},
                       {"ledger_id", made->ledger_id.ToHex()},
                       {"origin", made->origin},
                       {"verifier_key", made->verifier_key},
                       {"root_key", made->root_key.ToHex()},
                       {"simulated_time", options.simulated_time}});
  } else {
    Print(*made, options, context.out);
  }
  return ExitCode::kOk;
}

}  // namespace

void AddInitCommand(CLI::App& app, Context& context, ExitCode& result) {
  CLI::App* init = app.add_subcommand("init", "Make a ledger: keys, genesis, stores, certificates");
  init->footer(
      "Makes the directory, or takes an empty one; never touches one with anything in it.\n\n"
      "Examples:\n"
      "  sworn init ledger --origin log.example.org/police --title \"Example ledger\"\n"
      "  sworn init demo --simulated-time --began \"2023-07-03 09:00\"");
  auto options = std::make_shared<InitOptions>();
  init->add_option("DIR", options->directory, "The new ledger's home")->required();
  init->add_option("--origin", options->origin, "The checkpoints' name, a URL without scheme");
  init->add_option("--title", options->title, "What the ledger is, for people")
      ->capture_default_str();
  init->add_option("--root", options->root, "Identifier of the root authority")
      ->capture_default_str();
  init->add_option("--root-name", options->root_name, "Its name")->capture_default_str();
  init->add_option("--root-scheme", options->scheme, "Kind of the root key")
      ->check(CLI::IsMember({"ed25519", "ecdsa-p256"}))
      ->capture_default_str();
  init->add_option("--listen", options->listen, "Where the daemon is to listen")
      ->capture_default_str();
  CLI::Option* simulated = init->add_flag("--simulated-time", options->simulated_time,
                                          "Times come from the input: demonstrations only");
  init->add_option("--began", options->began, "Time of the genesis, \"2023-07-03 09:00\" Eastern")
      ->needs(simulated);
  init->callback([options, &context, &result] { result = Run(*options, context); });
}

}  // namespace sworn::cli
