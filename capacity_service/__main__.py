from capacity_service.cli import main

main()
