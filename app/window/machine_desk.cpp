// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/machine_desk.h"

#include "app/ready_dashboards/machine_dashboard.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/machine_recording.h"
#include "app/window/main_window.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"

namespace tidemark {

using namespace Qt::StringLiterals;

MachineDesk::MachineDesk(MainWindow &window)
    : m_window(window)
{
    connect(&window.workspace()->metrics(), &MetricDirectory::changed, this,
            &MachineDesk::openWhenKnown);
}

MachineDesk::~MachineDesk() = default; // MachineRecording is complete here only

void MachineDesk::setRecording(bool records)
{
    const Workspace &workspace = *m_window.workspace();
    if (records == isRecording() || (records && !workspace.readOnlyReason().isEmpty()))
        return;
    m_recording.reset();
    if (records) {
        m_recording = std::make_unique<MachineRecording>(workspace.store().shared_from_this(),
                                                         *m_window.program().clock);
        connect(m_recording.get(), &MachineRecording::recorded, this, &MachineDesk::openWhenKnown);
        connect(m_recording.get(), &MachineRecording::failed, this, &MachineDesk::onFailed);
    }
    Q_EMIT changed();
}

void MachineDesk::show()
{
    if (m_window.workspace()->tabs().showByUid(machineDashboardUid())) {
        setRecording(true);
        return;
    }
    m_isOpening = true;
    setRecording(true);
    openWhenKnown();
    if (m_isOpening && !isRecording()) {
        m_isOpening = false;
        m_window.say(Message::Kind::Caution,
                     tr("This store holds nothing of this machine, and cannot be written: %1")
                         .arg(m_window.workspace()->readOnlyReason()));
    }
}

// The first reading makes its metrics in one step, so that all are known at once.
void MachineDesk::openWhenKnown()
{
    if (!m_isOpening)
        return;
    const Dashboard made = machineDashboard(m_window.workspace()->metrics().names());
    if (made.panels.empty())
        return;
    m_isOpening = false;
    m_window.workspace()->tabs().open({QString(), made, false});
}

void MachineDesk::onFailed(const Error &error)
{
    m_recording.reset();
    m_isOpening = false;
    m_window.say(Message::Kind::Bad,
                 tr("This machine is not recorded any more. %1").arg(error.message), error.detail);
    Q_EMIT changed();
}

} // namespace tidemark
