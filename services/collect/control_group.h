// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringList>

#include <optional>

namespace tidemark::collect {

/// Which interface of control groups a folder shows (cgroups(7)).
enum class ControlGroupVersion
{
    One,
    Two
};

/// Where the control group of this process shows a controller.
struct ControlGroup
{
    ControlGroupVersion version = ControlGroupVersion::Two;
    QByteArray mountPoint; ///< of the tree, absolute
    QByteArray path;       ///< of the group below it: empty, or `/` before each name

    /// The folder of the group, then those of its ancestors, the tree's own last.
    [[nodiscard]] QStringList folders() const;
    friend bool operator==(const ControlGroup &, const ControlGroup &) = default;
};

/// Finds the group for `controller` (`memory`, `cpu` or `cpuacct`) by /proc/self/cgroup and
/// /proc/self/mountinfo (proc_pid_mountinfo(5)): in the tree of version 1 that has the controller,
/// else in the tree of version 2. So in a set-up with both, where the tree of version 2 has no
/// controllers, it is version 1. Nothing where no tree is mounted or the group lies outside the
/// part that is. Any thread.
[[nodiscard]] std::optional<ControlGroup>
findControlGroup(QByteArrayView membership, QByteArrayView mounts, QByteArrayView controller);

} // namespace tidemark::collect
