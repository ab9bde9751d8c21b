// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/store_values.h"

namespace tidemark::roboto {
namespace {

/// Sets what the request changes of the parts that sessions and devices have in common; `thing` is
/// as it is now.
template <class Request, class Thing, class Change>
Result<Change> changedCommon(const Request &request, const Thing &thing, Change change)
{
    if (request.metadataChangeset) {
        auto fields = appliedFields(*request.metadataChangeset, thing.metadata);
        if (!fields)
            return failure(fields.error());
        change.metadata = *std::move(fields);
        change.labels = appliedTags(*request.metadataChangeset, thing.labels);
    }
    if (request.customFieldsChangeset)
        change.customFields =
            appliedCustomFields(*request.customFieldsChangeset, thing.customFields);
    return change;
}

OrgStatus orgStatus(OrganisationStatus status)
{
    switch (status) {
    case OrganisationStatus::Provisioning:
        return OrgStatus::Provisioning;
    case OrganisationStatus::Deprovisioning:
        return OrgStatus::Deprovisioning;
    case OrganisationStatus::Active:
        break;
    }
    return OrgStatus::Active;
}

} // namespace

SessionRecord sessionRecord(const Session &session, const QString &orgId)
{
    SessionRecord record;
    record.sessionId = session.uid;
    record.orgId = orgId;
    record.name = session.name;
    record.minTimestamp = session.start;
    record.maxTimestamp = session.end;
    record.created = session.created;
    record.createdBy = session.createdBy;
    record.modified = session.modified;
    record.modifiedBy = session.modifiedBy;
    record.description = session.description;
    record.metadata = session.metadata;
    record.tags = session.labels;
    record.customFields = session.customFields;
    return record;
}

NewSession newSession(const CreateSessionRequest &request)
{
    NewSession session;
    session.name = request.name;
    session.devices = request.deviceIds;
    session.description = request.description;
    session.metadata = request.metadata;
    session.labels = request.tags;
    session.customFields = request.customFields;
    session.devicePolicy = DevicePolicy::MustExist;
    return session;
}

Result<SessionChange> changeOf(const UpdateSessionRequest &request, const Session &session)
{
    SessionChange change;
    if (request.name.isSet())
        change.name = request.name.value();
    if (request.description.isSet())
        change.description = request.description.value();
    return changedCommon(request, session, std::move(change));
}

DeviceRecord deviceRecord(const Device &device, const QString &orgId)
{
    DeviceRecord record;
    record.deviceId = device.name;
    record.orgId = orgId;
    record.metadata = device.metadata;
    record.tags = device.labels;
    record.customFields = device.customFields;
    record.created = device.created;
    record.createdBy = device.createdBy;
    record.modified = device.modified;
    record.modifiedBy = device.modifiedBy;
    return record;
}

NewDevice newDevice(const CreateDeviceRequest &request)
{
    return NewDevice{request.deviceId, request.metadata, request.tags, request.customFields};
}

Result<DeviceChange> changeOf(const UpdateDeviceRequest &request, const Device &device)
{
    return changedCommon(request, device, DeviceChange());
}

NewContribution newContribution(const SessionFile &file)
{
    NewContribution contribution{file.fileId};
    if (file.range)
        contribution.range = ClosedRange{file.range->first, file.range->last};
    return contribution;
}

SessionFileView fileView(const FileContribution &file)
{
    SessionFileView view;
    view.fileId = file.file;
    if (file.range)
        view.range = FileRange{file.range->first, file.range->last};
    return view;
}

OrgRecord orgRecord(const Organisation &organisation)
{
    OrgRecord record;
    record.orgId = organisation.uid;
    record.name = organisation.name;
    record.status = orgStatus(organisation.status);
    record.created = organisation.created;
    return record;
}

} // namespace tidemark::roboto
