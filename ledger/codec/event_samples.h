// One valid event of every type, the same on every machine: for tests and for the published
// vectors.
//
//   for (const std::string_view type : EventTypeNames()) Sign(SampleEvent(type));
//
// Keys come from fixed seeds and protect nothing. Test code: not linked into the programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/codec/signing.h"
#include "ledger/crypto/key.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// Ed25519, seed: 32 bytes of `number`.
crypto::PrivateKey SampleKey(std::uint8_t number);

// The key that signs the sample events; genesis registers it.
const crypto::PrivateKey& SampleSigner();

// The id of the ledger that SampleEvent("Genesis") founds: all other samples belong to it.
LedgerId SampleLedgerId();

// Valid and the same at every call; signed by SampleSigner(). `type` is of the catalogue (checked).
event::v1::Event SampleEvent(std::string_view type);

// SignEvent with SampleSigner(); the event must be signable (checked).
std::string SignSample(const event::v1::Event& event);

}  // namespace sworn::codec
