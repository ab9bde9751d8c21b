// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/device_sender.h"

#include "model/domain/remote_images.h"

#include <QJsonArray>

namespace tidemark::outbox {
namespace {

NewRemoteDevice newDevice(const QJsonObject &fields)
{
    NewRemoteDevice device;
    device.name = fields.value(field::kName).toString();
    device.metadata = fields.value(field::kMetadata).toObject();
    device.labels = fields.value(field::kLabels).toVariant().toStringList();
    device.customFields = fields.value(field::kCustomFields).toObject();
    return device;
}

} // namespace

void DeviceSender::send(const std::vector<DeviceWork> &works)
{
    std::vector<const DeviceWork *> created;
    std::vector<OutboxStart> starts;
    for (const DeviceWork &work : works) {
        if (!work.device && work.head.mirror) {
            m_sending.settle(attentionOutcome(
                work.head, AttentionReason::Final, ErrorCode::Unsupported,
                QCoreApplication::translate(
                    "tidemark::outbox::DeviceSender",
                    "\"%1\" keeps the device \"%2\", since others may use it. Discard this note.")
                    .arg(m_sending.source().name, work.head.mirror->remoteUid)));
        } else if (!work.device || work.head.mirror) {
            m_sending.settle(unsentOutcome(work.head));
        } else {
            RemoteImage image;
            image.fields = deviceFields(*work.device, m_sending.source().level);
            starts.push_back({work.head.id, work.head.version, image, {}});
            created.push_back(&work);
        }
    }
    const auto started = m_sending.begin(starts);
    std::erase_if(created,
                  [&](const DeviceWork *work) { return !started.contains(work->head.id); });
    m_sending.askAll<void>(
        created.size(),
        [&](std::size_t i) {
            return m_sending.api().createDevice(
                newDevice(deviceFields(*created[i]->device, m_sending.source().level)),
                m_sending.stop());
        },
        [&](std::size_t i, const RemoteResult<void> &answer) {
            const DeviceWork &work = *created[i];
            const bool isTaken = !answer && answer.error().fault == RemoteFault::Exists;
            if (!answer && !isTaken) {
                m_sending.settle(m_sending.failedOutcome(work.head, answer.error()));
                return;
            }
            OutboxOutcome outcome = outcomeOf(work.head, OutboxOutcome::Kind::Settled);
            outcome.mirror = Mirror{work.device->name, {}, !isTaken};
            outcome.mirror->image.fields = deviceFields(*work.device, m_sending.source().level);
            m_sending.settle(std::move(outcome));
            m_sending.knownDevices().insert(work.device->name);
        });
    m_sending.finish();
}

} // namespace tidemark::outbox
