// One event held against earlier entries: whose act it is, and whether what it refers to exists.
// Internal to decide.
//
//   EventReview review(event, records, view);
//   SWORN_RETURN_IF_ERROR(review.Resolve());             // what the rules about signers need
//   SWORN_RETURN_IF_ERROR(CheckSigners(review.context(), header, view));
//   SWORN_RETURN_IF_ERROR(review.CheckReferences());
//
// Belongs to one thread and one decision; borrows all it is given.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/admission/authority.h"
#include "ledger/admission/records.h"
#include "ledger/admission/signer_rules.h"
#include "ledger/base/result.h"
#include "ledger/codec/signed_event.h"

namespace sworn::admission {

class EventReview {
 public:
  EventReview(const codec::DecodedEvent& event, Records& records, const AuthorityView& view)
      : event_(event), records_(records), view_(view) {}
  EventReview(const EventReview&) = delete;
  EventReview& operator=(const EventReview&) = delete;

  // UNKNOWN_AUTHORITY, UNKNOWN_MOU, UNKNOWN_COURSE, UNKNOWN_OFFERING, UNKNOWN_TARGET or
  // WRONG_TARGET where without it nobody could say who might sign.
  Status Resolve();
  const SignerContext& context() const { return own_.context; }

  // Everything else that the event refers to, and identifiers that must be free.
  Status CheckReferences();

 private:
  // A context and the texts that it looks at.
  struct Resolved {
    SignerContext context;
    std::string provider;
    MouRecord mou;
  };

  Status ResolveBody(const event::v1::Body& body, std::string_view subject, const std::string& path,
                     Resolved& resolved);
  Status ResolveProvider(const event::v1::Body& body, const std::string& path, Resolved& resolved);
  Status ResolveAdministered(const event::v1::Body& body, Resolved& resolved);
  Status ResolveTarget();

  Status CheckSubject();
  Status CheckBody(const event::v1::Body& body, const std::string& path);
  Status CheckNewIdentifiers();
  Status CheckTarget();
  Status CheckTargetStreams();
  Status CheckCorrection();
  Status CheckPolicy();
  Status CheckAgency(std::string_view agency, const std::string& field);
  Status CheckCompletion(const event::v1::CompletionRecorded& completion, const std::string& path);

  // What ends something of the officer's, against his stream (review_history.cc). UNKNOWN_TARGET.
  Status CheckEnded(const event::v1::Body& body, std::string_view officer, const std::string& path);
  Status CheckCondition(const std::string& condition, std::string_view officer,
                        const std::string& field);
  Status CheckDesignation(const event::v1::DesignationEnded& ended, std::string_view officer,
                          const std::string& path);

  const codec::DecodedEvent& event_;
  Records& records_;
  const AuthorityView& view_;
  Resolved own_;
  std::optional<TargetRecord> target_;
  Resolved target_context_;
  Resolved restated_context_;
};

// Authority, key and role events: what they change must exist and not be ended; what they make must
// be new.
Status CheckAuthorityEvent(const event::v1::Body& body, const AuthorityView& view);

}  // namespace sworn::admission
