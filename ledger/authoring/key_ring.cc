#include "ledger/authoring/key_ring.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "ledger/authoring/files.h"
#include "ledger/authoring/json_text.h"
#include "ledger/codec/json.h"
#include "ledger/codec/validate.h"
#include "ledger/crypto/secure.h"

namespace sworn::authoring {
namespace {

using nlohmann::json;

Result<KeyDescription> ParseDescription(const std::string& text, std::string* fingerprint) {
  SWORN_ASSIGN_OR_RETURN(const json value, ParseJson(text));
  if (!value.is_object()) return Fail(Reason::kMalformed, "must be an object {…}");
  JsonObject object(value, "");
  KeyDescription description;
  SWORN_RETURN_IF_ERROR(object.String("name", &description.name));
  SWORN_RETURN_IF_ERROR(object.String("authority", &description.authority));
  SWORN_RETURN_IF_ERROR(object.String("fingerprint", fingerprint));
  std::string scheme;
  SWORN_RETURN_IF_ERROR(object.String("scheme", &scheme));
  if (const json* roles = object.Find("roles"); roles != nullptr && roles->is_array()) {
    for (const json& role : *roles) {
      if (!role.is_string()) return Fail(Reason::kInvalidField, "must be names", "roles");
      SWORN_ASSIGN_OR_RETURN(const event::v1::Role parsed,
                             codec::ParseRole(*role.get_ptr<const std::string*>()));
      description.roles.push_back(parsed);
    }
  }
  SWORN_RETURN_IF_ERROR(object.NothingElse());
  return description;
}

std::string FormatDescription(const RingKey& key) {
  nlohmann::ordered_json roles = nlohmann::ordered_json::array();
  for (const event::v1::Role role : key.description.roles) {
    roles.push_back(std::string(codec::RoleName(role)));
  }
  const nlohmann::ordered_json value = {
      {"name", key.description.name},
      {"authority", key.description.authority},
      {"roles", roles},
      {"scheme", std::string(crypto::SchemeName(key.description.scheme))},
      {"fingerprint", key.key.public_key().fingerprint().ToHex()},
  };
  return value.dump(2) + "\n";
}

Error BadKeyFile(const std::filesystem::path& path, const Error& error) {
  return Fail(Reason::kBadKey, path.string() + ": " + error.message, error.field);
}

}  // namespace

Result<KeyRing> KeyRing::Open(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::directory_iterator entries(directory, error);
  if (error) {
    return Fail(Reason::kNotFound,
                "there is no key ring at " + directory.string() + ": " + error.message());
  }
  KeyRing ring;
  ring.directory_ = directory;
  for (const std::filesystem::directory_entry& entry : entries) {
    if (entry.path().extension() == ".json") SWORN_RETURN_IF_ERROR(ring.Load(entry.path()));
  }
  return ring;
}

Result<KeyRing> KeyRing::CreateOrOpen(const std::filesystem::path& directory) {
  SWORN_RETURN_IF_ERROR(MakeDirectory(directory, FileAccess::kOwnerOnly));
  return Open(directory);
}

Status KeyRing::Load(const std::filesystem::path& description_file) {
  SWORN_ASSIGN_OR_RETURN(const std::string text, ReadFile(description_file));
  std::string fingerprint;
  Result<KeyDescription> description = ParseDescription(text, &fingerprint);
  if (!description) return BadKeyFile(description_file, description.error());

  std::filesystem::path key_file = description_file;
  key_file.replace_extension(".pem");
  SWORN_ASSIGN_OR_RETURN(std::string pem, ReadFile(key_file));
  Result<crypto::PrivateKey> key = crypto::PrivateKey::FromPem(pem);
  crypto::Cleanse(pem);
  if (!key) return BadKeyFile(key_file, key.error());
  if (key->public_key().fingerprint().ToHex() != fingerprint ||
      description->name != description_file.stem().string()) {
    return Fail(Reason::kBadKey, key_file.string() + " is not the key that " +
                                     description_file.string() + " describes");
  }
  description->scheme = key->public_key().scheme();
  std::string name = description->name;
  keys_.emplace(std::move(name), std::make_unique<RingKey>(RingKey{std::move(description).value(),
                                                                   std::move(key).value()}));
  return Ok();
}

Status KeyRing::Generate(const KeyDescription& description) {
  SWORN_ASSIGN_OR_RETURN(crypto::PrivateKey key, crypto::PrivateKey::Generate(description.scheme));
  return Add(description, std::move(key));
}

Status KeyRing::Add(KeyDescription description, crypto::PrivateKey key) {
  SWORN_RETURN_IF_ERROR(codec::ValidateIdentifier(description.name, "name"));
  if (Find(description.name) != nullptr) {
    return Fail(Reason::kAlreadyRegistered,
                "the ring has a key named \"" + description.name + "\" already", "name");
  }
  description.scheme = key.public_key().scheme();
  std::string name = description.name;
  auto entry = std::make_unique<RingKey>(RingKey{std::move(description), std::move(key)});
  if (!directory_.empty()) {
    SWORN_ASSIGN_OR_RETURN(std::string pem, entry->key.ToPem());
    const Status written = WriteNewFile(directory_ / (name + ".pem"), pem, FileAccess::kOwnerOnly);
    crypto::Cleanse(pem);
    SWORN_RETURN_IF_ERROR(written);
    SWORN_RETURN_IF_ERROR(WriteNewFile(directory_ / (name + ".json"), FormatDescription(*entry),
                                       FileAccess::kOwnerOnly));
  }
  keys_.emplace(std::move(name), std::move(entry));
  return Ok();
}

const RingKey* KeyRing::Find(std::string_view name) const {
  const auto found = keys_.find(name);
  return found == keys_.end() ? nullptr : found->second.get();
}

const RingKey* KeyRing::FindByFingerprint(const KeyFingerprint& fingerprint) const {
  for (const auto& [name, key] : keys_) {
    if (key->key.public_key().fingerprint() == fingerprint) return key.get();
  }
  return nullptr;
}

Result<const RingKey*> KeyRing::Get(std::string_view name) const {
  if (const RingKey* key = Find(name); key != nullptr) return key;
  std::string names;
  for (const auto& [known, key] : keys_) names += (names.empty() ? "" : ", ") + known;
  return Fail(Reason::kNotFound, "the key ring has no key named \"" + std::string(name) +
                                     "\"; it has " + (names.empty() ? "none" : names));
}

std::vector<const RingKey*> KeyRing::List() const {
  std::vector<const RingKey*> keys;
  keys.reserve(keys_.size());
  for (const auto& [name, key] : keys_) keys.push_back(key.get());
  return keys;
}

}  // namespace sworn::authoring
