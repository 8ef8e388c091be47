# `make dev` and `make test` do all set-up themselves, missing system packages included.
.PHONY: dev build test interop bench lint docs deb image-check

dev: build
	.build/release/sluice dev

build:
	scripts/packages build
	swift build -c release --product sluice

test:
	scripts/packages build
	swift build --build-tests
	scripts/within 15 swift test --skip-build --skip Interop

interop:
	scripts/packages build interop
	scripts/interop

bench:
	scripts/packages build bench
	scripts/bench

lint:
	scripts/packages build
	scripts/lint

docs:
	swift run -q sluice docs

deb:
	scripts/packages build package
	scripts/deb

# Both need root: they build a bare Debian with debootstrap and run the worker in it.
image-check:
	scripts/packages build package
	swift build -c release --product sluice --static-swift-stdlib
	scripts/deploy-check
	scripts/image-check
	SLUICE=.build/release/sluice scripts/deb --check
